package io.wirescope;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type that other applications may use: in the same WAR, or with the {@code classes} jar. It changes only with a
 * new major version. What is public without this mark is so for Wirescope's own packages, and may change at any time, as
 * does everything below {@code io.wirescope.internal}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface PublicApi {
}
