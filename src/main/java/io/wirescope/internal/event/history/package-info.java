/** What is asked of the events of memory and of an archive, as of one; the archive is behind these interfaces. */
package io.wirescope.internal.event.history;
