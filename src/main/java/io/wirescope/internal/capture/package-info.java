/** Keeps payloads of messages on demand: bounded, redacted, and only here (contract, section 11). */
package io.wirescope.internal.capture;
