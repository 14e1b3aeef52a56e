/** Makes several servers one: what holds their channels and sessions, and what they know of each other. */
package io.wirescope.internal.cluster;
