package io.wirescope.delivery;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** The channels that a {@code subscribe} or {@code unsubscribe} names (contract, section 6). */
public final class ChannelList {

    private static final String MEMBER = "payload.channels";

    private ChannelList() {
    }

    /**
     * Reads a payload's {@code channels}.
     *
     * @return the names as they came, one or more
     * @throws DeliveryRefusedException {@code INVALID_ENVELOPE} where that is no array of strings, or empty
     */
    public static List<String> read(JsonObject payload) throws DeliveryRefusedException {
        if (!(payload.get("channels") instanceof JsonArray channels) || channels.isEmpty()) {
            throw broken(MEMBER, "must be a non-empty array of channel names");
        }
        List<String> names = new ArrayList<>(channels.size());
        for (JsonValue channel : channels) {
            if (!(channel instanceof JsonString name)) {
                throw broken(MEMBER + "[" + names.size() + "]", "must be a string, not " + JsonFormat.kind(channel));
            }
            names.add(name.getString());
        }
        return names;
    }

    private static DeliveryRefusedException broken(String member, String rule) {
        return new DeliveryRefusedException(ErrorCode.INVALID_ENVELOPE, "Invalid envelope: " + member + " " + rule,
                JsonFormat.object().add("member", member).add("rule", rule).build());
    }
}
