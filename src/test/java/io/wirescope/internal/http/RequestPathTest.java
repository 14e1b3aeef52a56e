package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ws/a", "/ws/a%25", "/ws/a|{b}", "/ws/%C3%A0", "/a/../b", "/a/..", "/a//..", "/ws/a%2Fb",
        "/...", "/a;b"})
    void isReadable(String path) {
        assertThat(RequestPath.isReadable(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/a%", "/ws/a%zz", "/%2", "/ws/a%e9", "/ws/%00", "/ws/a%5Cb", "/ws/a\\b", "/..", "/../a",
        "/a/../../b", "/%2e%2E/a"})
    void isNotReadable(String path) {
        assertThat(RequestPath.isReadable(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/.", "/a/..", "/a/%2e", "/a/.%2E", "/."})
    void endsInADotSegment(String path) {
        assertThat(RequestPath.endsInDotSegment(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/../", "/a..", "/a", "/", "/..a"})
    void endsInNone(String path) {
        assertThat(RequestPath.endsInDotSegment(path)).isFalse();
    }
}
