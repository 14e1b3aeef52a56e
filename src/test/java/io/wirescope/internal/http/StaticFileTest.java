package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFileTest {

    private static final byte[] CONTENT = "<p>grüße</p>".getBytes(StandardCharsets.UTF_8);
    private static final StaticFile FILE = StaticFile.of("/index.html", CONTENT);

    @ParameterizedTest
    @CsvSource({"/index.html, text/html", "/dashboard/index.js, text/javascript", "/a/b.css, text/css",
        "/icon.svg, image/svg+xml", "/index.js.map, application/json", "/noending, application/octet-stream"})
    void theTypeFollowsTheName(String name, String type) {
        assertThat(StaticFile.of(name, CONTENT).type()).startsWith(type);
    }

    @Test
    void isTheSameCompressed() throws IOException {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(FILE.gzipped()))) {
            assertThat(plain.readAllBytes()).isEqualTo(CONTENT);
        }
        assertThat(FILE.plain()).isEqualTo(CONTENT);
    }

    @Test
    void theTagDependsOnlyOnTheContent() {
        byte[] other = CONTENT.clone();
        other[3] = 'G'; // as long as the first

        assertThat(StaticFile.of("/other.html", CONTENT).etag()).isEqualTo(FILE.etag());
        assertThat(StaticFile.of("/index.html", other).etag()).isNotEqualTo(FILE.etag());
    }

    @Test
    void knowsItsTagInAHeader() {
        String strong = FILE.etag().substring(2);
        assertThat(FILE.matches(FILE.etag())).isTrue();
        assertThat(FILE.matches(strong)).isTrue();
        assertThat(FILE.matches("\"a\", W/\"b\" ,  " + FILE.etag())).isTrue();
        assertThat(FILE.matches(" * ")).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "\"a\"", "W/", "abc,def"})
    void knowsThatAHeaderHasAnother(String ifNoneMatch) {
        assertThat(FILE.matches(ifNoneMatch)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate, gzip, br", "GZIP;q=0.5", "x-gzip", "gzip; q=1.0"})
    void isSentCompressedToClientsThatAcceptIt(String acceptEncoding) {
        assertThat(StaticFile.takesGzip(acceptEncoding)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "br", "gzip;q=0", "gzip;q=0.000", "*", "notgzip", "gzip;q=x"})
    void isSentPlainToWhoDoesNot(String acceptEncoding) {
        assertThat(StaticFile.takesGzip(acceptEncoding)).isFalse();
    }
}
