/** Keeps events beyond memory: a cursor on the bus, and engines that store what it reads. */
package io.wirescope.internal.archive;
