package io.wirescope.internal.conversation;

import io.wirescope.connection.Connection;
import io.wirescope.envelope.RawText;
import io.wirescope.internal.config.InvalidSettingException;
import io.wirescope.internal.config.Settings;
import java.time.Instant;
import java.util.Optional;

/** What answers raw text: {@code wirescope.legacy.handler}. */
enum RawHandler {

    /** {@code Echo: T}, as ever. */
    ECHO {
        @Override
        Optional<String> answer(String text, Connection connection, Instant now) {
            return Optional.of("Echo: " + text);
        }
    },

    /** The envelope side, with the text as a message and the bare payload as the answer. */
    BRIDGE {
        @Override
        Optional<String> answer(String text, Connection connection, Instant now) {
            return UnenvelopedResponse.to(RawText.wrap(text), connection, now)
                    .map(answer -> RawText.unwrap(answer.payload()));
        }
    };

    /** {@return the answer to a text, or empty where none is due} */
    abstract Optional<String> answer(String text, Connection connection, Instant now);

    /**
     * Reads the setting.
     *
     * @throws InvalidSettingException when it is neither {@code echo} nor {@code bridge}
     */
    static RawHandler from(Settings settings) {
        String key = "wirescope.legacy.handler";
        String name = settings.text(key);
        return switch (name) {
            case "echo" -> ECHO;
            case "bridge" -> BRIDGE;
            default -> throw new InvalidSettingException(key, name, "must be echo or bridge");
        };
    }
}
