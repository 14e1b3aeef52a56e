/** The API over all servers of a cluster: asks them and merges their answers. */
package io.wirescope.internal.rest.scope;
