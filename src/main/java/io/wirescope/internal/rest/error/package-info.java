/** Refuses requests, and maps exceptions to responses. */
package io.wirescope.internal.rest.error;
