package io.wirescope.internal.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LegacyLedgerTest {

    private static final Instant START = Instant.parse("2025-08-16T01:36:59Z");

    private LegacyLedger ledger = new LegacyLedger(1000);

    private void note(String endpoint, String clientId, int second) {
        ledger.note(endpoint, clientId, "10.0.0.1", "till/1.0", START.plusSeconds(second));
    }

    @Test
    void knowsWhoUsedWhatHowOftenAndWhen() {
        note("/ws/{client_id}", "a", 0);
        note("/ws/{client_id}", "b", 1);
        note("/ws/{client_id}", "b", 2);
        note("message:ping", "b", 3);
        LegacyReport report = ledger.report(START);

        assertThat(report.total()).isEqualTo(4);
        assertThat(report.endpoints()).containsExactly(
                new LegacyCount("/ws/{client_id}", 3, START, START.plusSeconds(2)),
                new LegacyCount("message:ping", 1, START.plusSeconds(3), START.plusSeconds(3)));
        assertThat(report.clients().get(0)).isEqualTo(new LegacyClient("b", "10.0.0.1", "till/1.0",
                "/ws/{client_id}", 2, START.plusSeconds(1), START.plusSeconds(2)));
        assertThat(report.clients()).hasSize(3);
        assertThat(report.forgotten()).isZero();
        assertThat(report.trend()).containsExactly(new LegacyHour(Instant.parse("2025-08-16T01:00:00Z"), 4));
    }

    @Test
    void aHundredThousandClientsAreCountedAndTheNewestRemembered() {
        for (int i = 0; i < 100_000; i++) {
            note("/ws/{client_id}", "client-" + i, i);
        }
        LegacyReport report = ledger.report(START);

        assertThat(report.total()).isEqualTo(100_000);
        assertThat(report.endpoints().get(0).count()).isEqualTo(100_000);
        assertThat(report.clients()).hasSize(1000);
        assertThat(report.forgotten()).isEqualTo(99_000);
        assertThat(report.clients()).extracting(LegacyClient::clientId).contains("client-99999")
                .doesNotContain("client-0");
    }

    @Test
    void whoComesAgainIsNotForgotten() {
        for (int i = 0; i < 10_000; i++) {
            note("/ws/{client_id}", "regular", i);
            note("/ws/{client_id}", "client-" + i, i);
        }

        assertThat(ledger.report(START).clients().get(0).clientId()).isEqualTo("regular");
        assertThat(ledger.report(START).clients().get(0).count()).isEqualTo(10_000);
    }

    @Test
    void nobodyWaitsWhileAReportIsSorted() {
        Comparator<LegacyClient> whileOthersNote = (one, other) -> {
            CompletableFuture.runAsync(() -> note("/ws/{client_id}", "late", 2)).orTimeout(10, TimeUnit.SECONDS).join();
            return one.clientId().compareTo(other.clientId());
        };
        ledger = new LegacyLedger(1000, whileOthersNote);
        note("/ws/{client_id}", "b", 0);
        note("/ws/{client_id}", "a", 1);

        assertThat(ledger.report(START).clients()).extracting(LegacyClient::clientId).containsExactly("a", "b");
        assertThat(ledger.report(START).clients()).extracting(LegacyClient::clientId).contains("late");
    }

    @Test
    void messageTypesThatAClientInventsAreBounded() {
        for (int i = 0; i < 1000; i++) {
            note("message:" + i, "a", i);
        }
        LegacyReport report = ledger.report(START);

        assertThat(report.endpoints()).hasSize(101);
        assertThat(report.endpoints().get(0).endpoint()).isEqualTo("other");
        assertThat(report.endpoints().get(0).count()).isEqualTo(900);
        assertThat(report.total()).isEqualTo(1000);
    }
}
