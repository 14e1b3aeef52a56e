/** Legacy clients: seen, counted and warned (contract, section 5). */
package io.wirescope.internal.legacy;
