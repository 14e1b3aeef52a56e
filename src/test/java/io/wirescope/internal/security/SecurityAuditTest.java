package io.wirescope.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.TestGateway;
import io.wirescope.event.EventContext;
import io.wirescope.event.ObservabilityEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecurityAuditTest {

    private static final EventContext NONE = new EventContext(null, null, null, null, "security");

    private final TestGateway gateway = new TestGateway();
    private final AtomicLong nanos = new AtomicLong();
    private final SecurityAudit audit = new SecurityAudit(gateway.bus(), gateway.threads(), nanos::get);
    private final Logger logger = Logger.getLogger("io.wirescope.audit");
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getMessage());
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private void denied(String address) {
        audit.note(SecurityAudit.DENIED, address, null, "INVALID_TOKEN", null, NONE);
    }

    private List<ObservabilityEvent> events() {
        return gateway.events("security.denied");
    }

    @Test
    void aFloodOfRefusalsIsTwoLines() {
        for (int i = 0; i < 1000; i++) {
            denied("10.0.0.1");
        }
        nanos.addAndGet(SecurityAudit.WINDOW.toNanos());
        audit.endWindows();

        assertThat(lines).containsExactly("denied address=\"10.0.0.1\" code=\"INVALID_TOKEN\" count=1",
                "denied address=\"10.0.0.1\" code=\"INVALID_TOKEN\" count=999");
        assertThat(events()).hasSize(2);
        assertThat(audit.count(SecurityAudit.DENIED)).isEqualTo(1000);
        audit.endWindows();
        assertThat(lines).hasSize(2);
    }

    @Test
    void aFloodOfAddressesIsBounded() {
        for (int i = 0; i < SecurityAudit.MAX_KINDS + 500; i++) {
            denied("address " + i);
        }
        nanos.addAndGet(SecurityAudit.WINDOW.toNanos());
        audit.endWindows();

        assertThat(lines).hasSize(SecurityAudit.MAX_KINDS + 1);
        assertThat(lines.get(SecurityAudit.MAX_KINDS)).isEqualTo("denied address=\"others\" count=500");
    }

    @Test
    void aHostileSubjectBreaksNoLine() {
        audit.note(SecurityAudit.FORBIDDEN, "10.0.0.1", "a\nlogin subject=\"root\"", "NOT_PERMITTED", "GET /\r\n", NONE);

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).doesNotContain("\n").doesNotContain("\r").contains("a\\nlogin subject=\\\"root\\\"");
    }
}
