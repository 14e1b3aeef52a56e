package io.wirescope.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A count is the length of what would be written. */
class PayloadBytesTest {

    private static void assertCounted(JsonValue value) {
        assertThat(PayloadBytes.of(value)).isEqualTo(JsonFormat.write(value).getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "true", "false", "0", "-12.50", "1e9", "123456789012345678901234567890",
        "{\"a\":{},\"b\":[],\"c\":[1,\"x\",null,true,false,{\"d\":[[]]}]}", "\"\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\/\\u007f\""})
    void everyKindOfValue(String json) throws Exception {
        assertCounted(JsonFormat.read(json));
    }

    @Property
    void everyText(@ForAll String name, @ForAll String text) {
        assertCounted(JsonFormat.object().add(name, text).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00x", "a\ud83d\ude00b", "\ud83d\ud83d\ude00", "é€"})
    void surrogatesAlsoAlone(String text) {
        assertCounted(JsonFormat.string(text));
    }
}
