package io.wirescope.internal.rest.request;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.event.history.EventPlace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and reads cursors of pages: a place, and a mark that only the history it came from makes for the same parameters.
 * Immutable.
 */
public final class PageCursor {

    private static final String NAME = "cursor";
    private static final String RULE = "must be a next_cursor of this server's, with the parameters that it came with";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MARK_BYTES = 12;
    private static final int MAX_CHARACTERS = 256;

    private final byte[] key;
    private final String parameters;

    /**
     * @param identity   of the history
     * @param parameters what else the page was asked for with
     */
    public PageCursor(String identity, String parameters) {
        this.key = identity.getBytes(StandardCharsets.UTF_8);
        this.parameters = parameters;
    }

    /** {@return the cursor of a place} */
    public String write(EventPlace place) {
        byte[] bus = place.busId().getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(Long.BYTES + bus.length).putLong(place.sequence()).put(bus).array();
        byte[] all = ByteBuffer.allocate(MARK_BYTES + body.length).put(mark(body)).put(body).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /**
     * Reads a cursor.
     *
     * @throws InvalidFieldException when it is not one of this history's for these parameters
     */
    public EventPlace read(String cursor) {
        return place(cursor).orElseThrow(() -> new InvalidFieldException(NAME, RULE));
    }

    private Optional<EventPlace> place(String cursor) {
        byte[] all = bytes(cursor);
        if (all.length < MARK_BYTES + Long.BYTES) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOfRange(all, MARK_BYTES, all.length);
        if (!MessageDigest.isEqual(mark(body), Arrays.copyOf(all, MARK_BYTES))) {
            return Optional.empty();
        }
        ByteBuffer read = ByteBuffer.wrap(body);
        long sequence = read.getLong();
        return Optional.of(new EventPlace(sequence, StandardCharsets.UTF_8.decode(read).toString()));
    }

    private static byte[] bytes(String cursor) {
        try {
            return cursor.length() > MAX_CHARACTERS ? new byte[0] : Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) { // no Base64
            return new byte[0];
        }
    }

    private byte[] mark(byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(parameters.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(body), MARK_BYTES);
        } catch (GeneralSecurityException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }
}
