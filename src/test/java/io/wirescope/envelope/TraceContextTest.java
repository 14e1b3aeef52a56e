package io.wirescope.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String IDS = Samples.TRACE_ID + "-" + Samples.SPAN;

    @ParameterizedTest
    @ValueSource(strings = {
        "00-" + IDS + "-01", "00-" + IDS + "-00", "00-" + IDS + "-ff",
        "01-" + IDS + "-01", "cc-" + IDS + "-01", "fe-" + IDS + "-01",
        "cc-" + IDS + "-01-", "cc-" + IDS + "-01-what-the-future-will-be-like"})
    void readsATraceparent(String header) {
        boolean sampled = !header.startsWith("00-" + IDS + "-00");
        assertThat(TraceContext.fromTraceparent(header))
                .contains(new TraceContext(Samples.TRACE_ID, Samples.SPAN, null, sampled, null));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {
        "", "00", "null", IDS,
        // version
        "ff-" + IDS + "-01", "0-" + IDS + "-01", "000-" + IDS + "-01", "-" + IDS + "-01", ".0-" + IDS + "-01",
        "CC-" + IDS + "-01",
        // version 00 ends after its flags
        "00-" + IDS + "-01-", "00-" + IDS + "-01-what", "00-" + IDS + "-01.what", "cc-" + IDS + "-01.what",
        // flags
        "00-" + IDS, "00-" + IDS + "-", "00-" + IDS + "-1", "00-" + IDS + "-001", "00-" + IDS + "-0g",
        "00-" + IDS + "-FF", "00-" + IDS + "-01\n"})
    void ignoresATraceparentThatIsMissingOrOfAnotherShape(String header) {
        assertThat(TraceContext.fromTraceparent(header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000000000000000000000000000", "4bf92f3577b34da6a3ce929d0e0e473",
            "4bf92f3577b34da6a3ce929d0e0e47360", "4BF92F3577B34DA6A3CE929D0E0E4736",
            "4bf92f3577b34da6a3ce929d0e0e473.", ""})
    void ignoresATraceparentWithABrokenTraceId(String traceId) {
        assertThat(TraceContext.fromTraceparent("00-" + traceId + "-" + Samples.SPAN + "-01")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000000000000", "00f067aa0ba902b", "00f067aa0ba902b70", "00F067AA0BA902B7",
            "00f067aa0ba902b.", ""})
    void ignoresATraceparentWithABrokenParentId(String span) {
        assertThat(TraceContext.fromTraceparent("00-" + Samples.TRACE_ID + "-" + span + "-01")).isEmpty();
    }

    @Test
    void writesATraceparentThatReadsBack() {
        TraceContext trace = new TraceContext(Samples.TRACE_ID, Samples.SPAN, null, true, null);

        assertThat(trace.toTraceparent(false)).isEqualTo("00-" + IDS + "-01");
        assertThat(TraceContext.fromTraceparent(trace.toTraceparent(false))).contains(trace);
    }

    @Test
    void asksForNoRecordingWhereTheCallerSaidNothing() {
        assertThat(new TraceContext(Samples.TRACE_ID, Samples.SPAN, null).toTraceparent(false))
                .isEqualTo("00-" + IDS + "-00");
    }

    @Test
    void aChildKeepsTheTraceAndHasTheSpanAsItsParent() {
        assertThat(new TraceContext(Samples.TRACE_ID, Samples.SPAN, "grandparent").child("00000000000000aa"))
                .isEqualTo(new TraceContext(Samples.TRACE_ID, "00000000000000aa", Samples.SPAN));
    }

    @Test
    void aChildKeepsAnOpaqueSpanAsItsParent() {
        assertThat(new TraceContext(null, "worker-7", null).child(Samples.SPAN))
                .isEqualTo(new TraceContext(null, Samples.SPAN, "worker-7"));
    }

    @ParameterizedTest
    @CsvSource({"00, 00", "01, 01", "02, 00", "03, 01", "fe, 00", "ff, 01", "09, 01", "80, 00"})
    void passesOnlyTheFlagOnThatVersion00Knows(String received, String sent) {
        assertThat(TraceContext.fromTraceparent("00-" + IDS + "-" + received).orElseThrow().toTraceparent(false))
                .isEqualTo("00-" + IDS + "-" + sent);
        assertThat(TraceContext.fromTraceparent("cc-" + IDS + "-" + received + "-more").orElseThrow().toTraceparent(false))
                .as("a later version is answered in ours").isEqualTo("00-" + IDS + "-" + sent);
    }

    @Test
    void aChildKeepsFlagsAndState() {
        TraceContext trace = new TraceContext(Samples.TRACE_ID, Samples.SPAN, null, true, null).withState(" a=1,b=2 ");

        assertThat(trace.child("00000000000000aa"))
                .isEqualTo(new TraceContext(Samples.TRACE_ID, "00000000000000aa", Samples.SPAN, true, "a=1,b=2"));
    }

    @Test
    void announcesATraceThatNobodyDecidedAboutAsAsked() {
        TraceContext trace = new TraceContext(Samples.TRACE_ID, Samples.SPAN, null);

        assertThat(trace.toTraceparent(true)).endsWith("-01");
        assertThat(trace.withFlags("00").toTraceparent(true)).endsWith("-00");
        assertThat(trace.withFlags("01").toTraceparent(false)).endsWith("-01");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "1", "001", "0g", "FF", " 01"})
    void flagsOfAnotherShapeSayNothing(String flags) {
        assertThat(new TraceContext(Samples.TRACE_ID, Samples.SPAN, null, true, null).withFlags(flags).flags()).isNull();
    }

    @Test
    void aRequestWithoutATraceHasOneMadeOfItsId() {
        assertThat(TraceContext.ofRequest("da77e1dd-3837-4a3b-9caf-bf9ee6f840f8").traceId())
                .isEqualTo("da77e1dd38374a3b9cafbf9ee6f840f8");
        assertThat(TraceContext.ofRequest("00000000-0000-0000-0000-000000000000").traceId())
                .as("SHA-256, for a trace id is not all zero").isEqualTo("12b9377cbe7e5c94e8a70d9d23929523");
        assertThat(TraceContext.ofRequest("abc").traceId()).isEqualTo("ba7816bf8f01cfea414140de5dae2223");
    }

    @Test
    void whatNamesNoTraceIsInThatOfItsRequest() {
        assertThat(TraceContext.orOfRequest(null, "abc")).isEqualTo(TraceContext.ofRequest("abc"));
        assertThat(TraceContext.orOfRequest(new TraceContext(null, "worker-7", null), "abc"))
                .isEqualTo(new TraceContext("ba7816bf8f01cfea414140de5dae2223", "worker-7", null));
        TraceContext own = new TraceContext(Samples.TRACE_ID, Samples.SPAN, null);
        assertThat(TraceContext.orOfRequest(own, "abc")).isSameAs(own);
    }
}
