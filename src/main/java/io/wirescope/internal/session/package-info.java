/**
 * What a credential opens and how that ends: sessions of browsers, tickets for handshakes, the login at the issuer
 * (contract, section 9). A cookie and a ticket are {@link io.wirescope.internal.security.CredentialSource}s; the stores are
 * this node's own, bounded, and keep no secret, only its SHA-256.
 */
package io.wirescope.internal.session;
