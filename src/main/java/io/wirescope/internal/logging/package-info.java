/** Which request a log line is about: in the server's own structured lines, whichever server that is. */
package io.wirescope.internal.logging;
