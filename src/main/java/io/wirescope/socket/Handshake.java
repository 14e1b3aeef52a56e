package io.wirescope.socket;

import io.wirescope.connection.Peer;
import io.wirescope.conversation.Refusal;

/**
 * A handshake that goes on to the upgrade.
 *
 * @param peer    who connects
 * @param refusal why it is turned away after the upgrade, or null
 */
record Handshake(Peer peer, Refusal refusal) {
}
