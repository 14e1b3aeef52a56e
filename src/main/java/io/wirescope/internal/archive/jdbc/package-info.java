/** An archive in PostgreSQL, through a data source of the server; no driver is needed to compile or deploy it. */
package io.wirescope.internal.archive.jdbc;
