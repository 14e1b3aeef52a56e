/** The drift of models: says it to the bus, and to every client. */
package io.wirescope.drift;
