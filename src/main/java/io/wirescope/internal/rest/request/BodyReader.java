package io.wirescope.internal.rest.request;

import io.wirescope.internal.config.Eager;
import io.wirescope.internal.config.Service;
import io.wirescope.internal.config.Settings;
import io.wirescope.internal.rest.error.RefusedRequestException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the bodies that bring events in, up to a limit of bytes. Thread-safe.
 *
 * <p>The limit is held here and not by the container: each server has another setting for it, or none.
 */
@Service
public class BodyReader implements Eager {

    private final int maxBytes;

    /** @param settings has {@code wirescope.ingest.max-body-bytes}, 1 KiB to 64 MiB */
    @Inject
    public BodyReader(Settings settings) {
        maxBytes = settings.integer("wirescope.ingest.max-body-bytes", 1 << 10, 1 << 26);
    }

    /**
     * Reads a body to its end, but never further than one byte over the limit.
     *
     * @param body           the stream, or null where there is none
     * @param declaredLength the length that the sender announced in bytes, or -1
     * @return all of its bytes
     * @throws RefusedRequestException 413 when it is over the limit, 400 when it breaks off
     */
    public byte[] read(InputStream body, long declaredLength) {
        if (declaredLength > maxBytes) {
            throw RefusedRequestException.tooLarge(maxBytes);
        }
        byte[] bytes = body == null ? new byte[0] : readSome(body);
        if (bytes.length > maxBytes) {
            throw RefusedRequestException.tooLarge(maxBytes);
        }
        return bytes;
    }

    private byte[] readSome(InputStream body) {
        try {
            return body.readNBytes(maxBytes + 1);
        } catch (IOException e) { // the sender went away, or its chunks are none
            throw RefusedRequestException.incomplete();
        }
    }
}
