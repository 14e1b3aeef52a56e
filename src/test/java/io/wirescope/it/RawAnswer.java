package io.wirescope.it;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An answer read byte by byte, so that the connection can be used on; with a Content-Length. */
record RawAnswer(int status, HttpHeaders headers, String body) {

    static RawAnswer read(InputStream in) throws IOException {
        String[] lines = head(in).split("\r\n");
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.computeIfAbsent(lines[i].substring(0, colon), name -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        HttpHeaders all = HttpHeaders.of(headers, (name, value) -> true);
        byte[] body = in.readNBytes((int) all.firstValueAsLong("Content-Length").orElse(0));
        return new RawAnswer(Integer.parseInt(lines[0].split(" ")[1]), all, new String(body, StandardCharsets.UTF_8));
    }

    /** {@return the status line and the headers} */
    static String head(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
