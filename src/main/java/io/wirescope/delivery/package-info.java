/** Who gets which message. */
package io.wirescope.delivery;
