/** The data of the events that the server publishes itself (contract, sections 5 and 7). */
package io.wirescope.internal.event;
