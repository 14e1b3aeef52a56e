/** Reads requests: query parameters, headers, and bodies of JSON, each by its rule. */
package io.wirescope.internal.rest.request;
