/** The mark of what other applications may use. */
package io.wirescope;
