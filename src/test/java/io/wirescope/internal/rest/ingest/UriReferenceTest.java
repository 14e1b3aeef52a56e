package io.wirescope.internal.rest.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriReferenceTest {

    @ParameterizedTest
    @ValueSource(strings = {
        // RFC 3986, section 1.1.2
        "ftp://ftp.is.co.za/rfc/rfc1808.txt", "http://www.ietf.org/rfc/rfc2396.txt", "ldap://[2001:db8::7]/c=GB?objectClass?one",
        "mailto:John.Doe@example.com", "news:comp.infosystems.www.servers.unix", "tel:+1-816-555-1212",
        "telnet://192.0.2.16:80/", "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
        // what java.net.URI refuses
        "urn:", "about:", "file://", "x://", "http://:80", "http://a:/", "http://[v1.fe80::a+en1]/", "http://a%20b/",
        "http://user:pass:more@host/", "http://a,b;c=d/", "a:?q", "a:#f", "http://999.1.1.1:99999999999/",
        // others
        "a1+.-:b", "http://u@[::ffff:1.2.3.4]:80/x", "http://a//b///", "a:b:c", "A:/x:y@z", "x:%41?%42/?#%43/?"})
    void aUriIsAReferenceToo(String text) {
        assertThat(UriReference.isUri(text)).isTrue();
        assertThat(UriReference.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // RFC 3986, section 5.4
        "g", "./g", "g/", "/g", "//g", "?y", "g?y", "#s", "g#s", "g?y#s", ";x", "g;x", "g;x?y#s", "", ".", "./", "..", "../",
        "../g", "../..", "../../g", "g?y/./x", "g#s/../x", "/a/./b", "/a//b",
        // others
        "//", "///", "//:80", "//u@/", "./a:b", "/a:b", "a/b:c", "?a:b", "#a:b", "%41", "a%20b", "(a)", "~", "@", "a@b", "*", "!$&'()"})
    void aRelativeReferenceIsOneWithoutAScheme(String text) {
        assertThat(UriReference.isValid(text)).isTrue();
        assertThat(UriReference.isUri(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // what java.net.URI takes
        "gr\u00fc\u00dfe", "/\u4e2d", "urn:\u20ac", "\ud83d\ude00", "http://\u00fc/", "/a\u00a0b",
        "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/",
        // others
        " ", "a b", "/a b", "a ", " a", "a%", "%4", "%zz", "%4g/", "a%%41", "1:b", "1a:b", ":", ":a", "-a:b", "a_b:c", "%41:b", "a#b#c",
        "<a>", "\"", "{a}", "a|b", "a\\b", "a^b", "`", "[", "a[b]", "/[::1]", "?[", "#]", "http://[::1", "http://::1]/", "http://[]/",
        "http://[1.2.3.4]/", "http://[::1]x/", "http://[::1]:x/", "http://[::g]/", "http://[v.x]/", "http://[v1.]/", "http://[vg.x]/",
        "http://a:b/", "http://a:80:80/", "http://a@b@c/", "http://a b/", "//[", "a\tb", "a\nb", "\u0000", "\u007f"})
    void isNothingElse(String text) {
        assertThat(UriReference.isValid(text)).isFalse();
        assertThat(UriReference.isUri(text)).isFalse();
    }

    @Test
    void mayBeLong() {
        assertThat(UriReference.isUri("a:" + "%41b".repeat(250_000))).isTrue();
        assertThat(UriReference.isUri("a:" + "%41b".repeat(250_000) + "%")).isFalse();
    }

    private static Arbitrary<String> text(String characters, int min) {
        Arbitrary<String> encoded = Arbitraries.of("%00", "%41", "%fF", "%7e");
        return Arbitraries.oneOf(Arbitraries.of(characters.split("")), encoded).list().ofMinSize(min).ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    /** References put together by the grammar of RFC 3986, appendix A. */
    @Provide
    Arbitrary<String> references() {
        String unreserved = "aZ09-._~!$&'()*+,;=";
        Arbitrary<String> segment = text(unreserved + ":@", 0);
        Arbitrary<String> host = Arbitraries.oneOf(text(unreserved, 0), Arbitraries.of("[::1]", "[2001:db8::1.2.3.4]", "[vF.:x]"));
        Arbitrary<String> authority = Combinators.combine(text(unreserved + ":", 0).map(user -> user + "@").injectNull(0.5), host,
                Arbitraries.of("", ":", ":8080")).as((user, name, port) -> "//" + (user == null ? "" : user) + name + port);
        Arbitrary<String> absolutePath = segment.list().ofMaxSize(3).map(each -> each.isEmpty() ? "" : "/" + String.join("/", each));
        Arbitrary<String> net = Combinators.combine(authority, absolutePath).as(String::concat);
        Arbitrary<String> path = Combinators.combine(text(unreserved + "@", 1), absolutePath).as(String::concat);
        Arbitrary<String> scheme = Arbitraries.of("a:", "Z9+.-:").injectNull(0.5).map(each -> each == null ? "" : each);
        Arbitrary<String> query = text(unreserved + ":@/?", 0).injectNull(0.5);
        return Combinators.combine(scheme, Arbitraries.oneOf(net, path, Arbitraries.of("", "/", "/x")), query, query)
                .as((start, middle, question, hash) -> start + middle + (question == null ? "" : "?" + question)
                        + (hash == null ? "" : "#" + hash));
    }

    @Property
    void takesWhatTheGrammarMakes(@ForAll("references") String reference) {
        assertThat(UriReference.isValid(reference)).as(reference).isTrue();
    }

    @Property
    void refusesItWithACharacterThatNoUriHas(@ForAll("references") String reference, @ForAll int where) {
        int at = Math.floorMod(where, reference.length() + 1);
        for (String stranger : " <>\"{}|\\^`\u00fc\u4e2d\u0001".split("")) {
            assertThat(UriReference.isValid(reference.substring(0, at) + stranger + reference.substring(at))).isFalse();
        }
    }
}
