package application;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** What an application got of a body: its length and its CRC-32. */
public final class Received {

    private Received() {
    }

    /** {@return the length and the checksum of all that comes} */
    public static String of(InputStream body) throws IOException {
        CRC32 checksum = new CRC32();
        byte[] bytes = new CheckedInputStream(body, checksum).readAllBytes();
        return bytes.length + " " + Long.toHexString(checksum.getValue());
    }
}
