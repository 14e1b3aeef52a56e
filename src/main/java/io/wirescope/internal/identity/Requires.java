package io.wirescope.internal.identity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which roles may call a resource method: any of them suffices. A method without it is denied to everybody;
 * {@code RequiredRoleFilter} in {@code rest} reads it, and a test holds that every method has one. Servlets ask
 * {@code Authentication} themselves.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {

    /** {@return the roles} */
    SecurityRole[] value();
}
