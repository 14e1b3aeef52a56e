package io.wirescope.internal.config;

/** A bean that is made when the application starts, so that a wrong setting stops it then and not later. */
public interface Eager {
}
