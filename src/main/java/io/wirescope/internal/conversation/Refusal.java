package io.wirescope.internal.conversation;

import io.wirescope.connection.CloseCode;
import io.wirescope.envelope.ErrorCode;

/**
 * Why a client is refused after the upgrade, where a browser can see it (contract, section 1).
 *
 * @param error  the code in the {@code error} message
 * @param code   the close code
 * @param reason the text of both
 */
public record Refusal(ErrorCode error, CloseCode code, String reason) {
}
