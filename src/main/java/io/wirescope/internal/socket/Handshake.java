package io.wirescope.internal.socket;

import io.wirescope.connection.Peer;
import io.wirescope.delivery.ResumeRequest;
import io.wirescope.internal.conversation.Refusal;

/**
 * A handshake that proceeds to the upgrade.
 *
 * @param peer    who connects
 * @param resume  what it says about its connection before
 * @param refusal why it is turned away after the upgrade, or null
 */
record Handshake(Peer peer, ResumeRequest resume, Refusal refusal) {
}
