/** What the API's calls that send messages share: reading them, sending each for itself, and sending none twice. */
package io.wirescope.internal.rest.send;
