package io.wirescope.internal.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegacyRestoreTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:30:00Z");

    @Test
    void aRestoredUseKeepsItsHourAndTheNewestIsLastSeen() {
        LegacyLedger ledger = new LegacyLedger(10);
        ledger.note("/ws/{client_id}", "alice", "10.0.0.1", "curl", NOW);
        ledger.restore("/ws/{client_id}", "alice", NOW.minus(Duration.ofHours(3)), NOW);
        ledger.restore("/ws/{client_id}", "bob", NOW.minus(Duration.ofDays(10)), NOW);

        LegacyReport report = ledger.report(NOW);

        assertThat(report.total()).isEqualTo(3);
        assertThat(report.trend()).extracting(LegacyHour::count).containsExactly(1L, 0L, 0L, 1L);
        LegacyCount endpoint = report.endpoints().get(0);
        assertThat(List.of(endpoint.firstSeen(), endpoint.lastSeen()))
                .containsExactly(NOW.minus(Duration.ofDays(10)), NOW);
        LegacyClient alice = report.clients().get(0);
        assertThat(alice.count()).isEqualTo(2);
        assertThat(alice.address()).isEqualTo("10.0.0.1");
        assertThat(alice.firstSeen()).isEqualTo(NOW.minus(Duration.ofHours(3)));
        assertThat(alice.lastSeen()).isEqualTo(NOW);
    }
}
