/** Clients that still speak the old way: seen, counted and warned (contract, section 5). */
package io.wirescope.internal.legacy;
