package io.wirescope.internal.config;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean of which the application has one instance, injected without a client proxy. Such a class needs no
 * constructor without parameters, and its methods can be called as long as the instance is reachable, also while the
 * application stops. It can't be injected into beans that a server may passivate: what applications inject is
 * {@code @ApplicationScoped} for that reason.
 */
@Stereotype
@Singleton
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Service {
}
