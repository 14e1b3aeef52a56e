package io.wirescope.internal.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.connection.Peers;
import io.wirescope.connection.ScriptedTransport;
import io.wirescope.connection.StaggeredClose;
import io.wirescope.connection.TestGateway;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LegacyRetirementTest {

    private static final Instant SUNSET = Instant.parse("2026-12-31T00:00:00Z");

    private final ScriptedTransport old = ScriptedTransport.prompt();
    private final ScriptedTransport other = ScriptedTransport.prompt();
    private final ScriptedTransport alice = ScriptedTransport.prompt();
    private TestGateway gateway;
    private LegacyPolicy policy;
    private LegacyUsage usage;
    private LegacyRetirement retirement;
    private RetirementStatus standing;

    private void configure(String... settings) {
        gateway = new TestGateway(settings);
        policy = new LegacyPolicy(gateway.settings(), gateway.clock());
        usage = new LegacyUsage(gateway.settings(), gateway.bus(), gateway.clock());
        retirement = new LegacyRetirement(policy, gateway.registry(), gateway.bus(),
                new StaggeredClose(gateway.threads(), gateway.ids()), gateway.clock(), gateway.threads());
        standing = new RetirementStatus(usage, policy, gateway.registry(), gateway.clock());
        gateway.connect(Peers.raw("old"), old);
        gateway.connect(Peers.raw("other"), other);
        gateway.connect(Peers.envelope("alice"), alice);
    }

    @Test
    void atTheSunsetLegacyAddressesAreGoneAndConnectionsClosedOverTheWindow() {
        configure("wirescope.legacy.sunset", SUNSET.toString(), "wirescope.legacy.close-window", "PT20S");
        gateway.clock().set(SUNSET.minusMillis(1));
        retirement.look();
        assertThat(policy.isGone()).isFalse();
        assertThat(gateway.registry().all()).hasSize(3);

        gateway.clock().set(SUNSET);
        retirement.look();
        retirement.look(); // while it closes
        assertThat(policy.isGone()).isTrue();
        assertThat(gateway.registry().all()).hasSize(2);
        assertThat(gateway.scheduler().tasks().get(0).delay()).isEqualTo(Duration.ofSeconds(20));
        gateway.scheduler().tasks().get(0).runNow();

        assertThat(old.closes()).extracting(ScriptedTransport.Close::code).containsExactly(4410);
        assertThat(other.closes()).extracting(ScriptedTransport.Close::code).containsExactly(4410);
        assertThat(alice.closes()).isEmpty();
        assertThat(old.sent()).as("nothing that it did not ask for").isEmpty();
    }

    @Test
    void whoCameInAtTheLastMomentIsClosedToo() {
        configure("wirescope.legacy.enabled", "false", "wirescope.legacy.close-window", "PT0S");
        retirement.look();
        gateway.scheduler().tasks().forEach(task -> task.runNow());
        ScriptedTransport late = ScriptedTransport.prompt();
        gateway.connect(Peers.raw("late"), late);
        retirement.look();

        assertThat(late.closes()).extracting(ScriptedTransport.Close::code).containsExactly(4410);
    }

    @Test
    void aBrownoutIsAnnouncedOnceBeforeItBegins() {
        configure("wirescope.legacy.brownouts", "2026-12-01T10:00:00Z/PT1H");
        Instant start = Instant.parse("2026-12-01T10:00:00Z");
        gateway.clock().set(start.minus(Duration.ofMinutes(11)));
        retirement.look();
        assertThat(gateway.events(LegacyRetirement.BROWNOUT_EVENT)).isEmpty();

        gateway.clock().set(start.minus(Duration.ofMinutes(10)));
        retirement.look();
        retirement.look();
        assertThat(policy.brownout()).isEmpty();
        assertThat(gateway.data(LegacyRetirement.BROWNOUT_EVENT)).singleElement().satisfies(data -> {
            assertThat(data.getString("start")).isEqualTo("2026-12-01T10:00:00.000000+00:00");
            assertThat(data.getString("end")).isEqualTo("2026-12-01T11:00:00.000000+00:00");
        });
        gateway.clock().set(start);
        assertThat(policy.brownout()).isPresent();
        retirement.look();
        assertThat(gateway.registry().all()).as("connections stay").hasSize(3);
        gateway.clock().set(start.plus(Duration.ofHours(1)));
        assertThat(policy.brownout()).isEmpty();
    }

    @Test
    void aBrownoutThatIsOverIsNotAnnounced() {
        configure("wirescope.legacy.brownouts", "2024-12-01T10:00:00Z/PT1H");
        retirement.look();

        assertThat(gateway.events(LegacyRetirement.BROWNOUT_EVENT)).isEmpty();
    }

    @Test
    void theVerdictGivesItsReasonAndWhatIsLeftToDo() {
        configure("wirescope.legacy.quiet-period", "PT1H");
        gateway.registry().all().forEach(usage::connected);
        assertThat(standing.verdict(standing.report()).ready()).isFalse();
        assertThat(standing.verdict(standing.report()).reason()).contains("2 connections are open");
        assertThat(standing.verdict(standing.report()).leftToDo()).anyMatch(step -> step.contains("sunset"));

        gateway.registry().all().forEach(connection -> connection.closed(1000, ""));
        assertThat(standing.verdict(standing.report()).reason()).contains("Last legacy use at");
        gateway.clock().advance(Duration.ofHours(2));
        assertThat(standing.verdict(standing.report()).ready()).isTrue();
        assertThat(standing.verdict(standing.report()).leftToDo()).containsExactly("Set wirescope.legacy.enabled=false");
    }

    @Test
    void aServerThatHasJustStartedDoesNotKnow() {
        configure();
        gateway.registry().all().forEach(connection -> connection.closed(1000, ""));

        assertThat(standing.verdict(standing.report()).ready()).isFalse();
        assertThat(standing.verdict(standing.report()).reason()).contains("counted only since");
    }

    @Test
    void whatIsSwitchedOffLeavesNothingToDo() {
        configure("wirescope.legacy.enabled", "false");

        assertThat(standing.verdict(standing.report()).ready()).isTrue();
        assertThat(standing.verdict(standing.report()).leftToDo()).isEmpty();
    }
}
