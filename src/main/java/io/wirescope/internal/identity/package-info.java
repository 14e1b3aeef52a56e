/**
 * Who a caller is and what it may do: plain values, which a connection, the API and the delivery of messages share. How a
 * caller is recognized is the business of {@code io.wirescope.internal.security}.
 */
package io.wirescope.internal.identity;
