package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @ParameterizedTest
    @CsvSource({
        "a=1, 1", "a=1&b=2, 1", "b=2&a=1, 1", "&&a=1&, 1", "a=x=y, x=y", "a=, ''", "a, ''", "%61=1, 1",
        "a=x+y, x y", "a=x%20y, x y", "a=x%2By, x+y", "a=%2541, %41", "a=gr%C3%BC%C3%9Fe, grüße", "a=%f0%9f%98%80, 😀",
        "a=%00, '\0'", "a=1;b=2, 1;b=2", "'a= 1', ' 1'", "a=%26, &"})
    void hasTheValueDecodedOnce(String query, String value) {
        assertThat(new Query(query).single("a")).contains(value);
        assertThat(new Query(query).has("a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%4g", "a=%-1", "a=%+1", "a=x%", "a=%ff", "a=%c3", "a=%c3%28",
        "a=%c0%af", "a=%ed%a0%80", "a=%f5%80%80%80", "a=%1\u0661", "a=%\uff11\uff11", "a=\u0080", "a=\u0100", "a=€"})
    void hasNoValueWhereTheEncodingIsBroken(String query) {
        assertThat(new Query(query).single("a")).isEmpty();
        assertThat(new Query(query).has("a")).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "b=1", "A=1", "aa=1", "&", "=a", "%zz=1"})
    void knowsWhatIsNotThere(String query) {
        assertThat(new Query(query).has("a")).isFalse();
        assertThat(new Query(query).single("a")).isEmpty();
        assertThat(new Query(query).shown("a")).isEmpty();
    }

    @Test
    void aDuplicateHasNoSingleValue() {
        Query query = new Query("a=1&a=1");

        assertThat(query.single("a")).isEmpty();
        assertThat(query.has("a")).isTrue();
        assertThat(query.shown("a")).isEqualTo("1,1");
    }

    @Test
    void aNameMayBeEmpty() {
        assertThat(new Query("=1").single("")).contains("1");
    }

    @Test
    void showsWhatCantBeDecodedAsAQuestionMark() {
        assertThat(new Query("a=1&a=%zz&a=3").shown("a")).isEqualTo("1,?,3");
    }

    @Test
    void readsUtf8ThatTheContainerTookForLatin1() {
        String raw = new String("a=ü".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(new Query(raw).single("a")).contains("ü");
        assertThat(new Query("a=ü").single("a")).as("a lone octet is no UTF-8").isEmpty();
    }

    @Test
    void aPlusIsASpaceOnlyInQueries() {
        assertThat(Query.decode("a+b%2B", false)).contains("a+b+");
        assertThat(Query.decode("a+b", false)).contains("a+b");
        assertThat(Query.decode("a+b%2B", true)).contains("a b+");
    }

    @Property(tries = 500)
    void readsBackWhatABrowserWrites(@ForAll @StringLength(max = 40) @Chars({'a', '&', '=', '%', '+', ' ', '\n', 'ü',
        '€', '\uffff', ';', '#', '?', '/'}) String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);

        assertThat(new Query("x=1&a=" + encoded + "&y=2").single("a")).contains(text);
        assertThat(Query.decode(encoded.replace("+", "%20"), false)).contains(text);
    }

    @Property(tries = 500)
    void takesAnyTextWithoutAFault(@ForAll String text) {
        Query query = new Query(text);

        assertThat(query.shown("a")).isNotNull();
        assertThat(query.single("a").isPresent() && !query.has("a")).isFalse();
    }
}
