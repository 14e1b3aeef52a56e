/** An archive in files of a folder: lines of JSON with checksums, and an index beside each file. */
package io.wirescope.internal.archive.segment;
