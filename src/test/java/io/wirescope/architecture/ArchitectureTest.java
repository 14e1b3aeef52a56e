package io.wirescope.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.wirescope.PublicApi;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks which component may use which. A new component must be added here. */
class ArchitectureTest {

    private static final String ROOT = "io.wirescope";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Maps each component to those that it may use, with all below them. */
    private static final Map<String, Set<String>> ARROWS = arrows();

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new HashMap<>();
        arrows.put("envelope", Set.of());
        arrows.put("httpclient", Set.of());
        arrows.put("config", below(arrows, "envelope"));
        arrows.put("logging", below(arrows, "config"));
        arrows.put("event", below(arrows, "config"));
        arrows.put("identity", Set.of());
        arrows.put("connection", below(arrows, "event", "identity"));
        arrows.put("legacy", below(arrows, "connection"));
        arrows.put("delivery", below(arrows, "connection"));
        arrows.put("nodes", below(arrows, "connection"));
        arrows.put("cluster", below(arrows, "delivery", "nodes"));
        arrows.put("drift", below(arrows, "delivery", "nodes"));
        arrows.put("upstream", below(arrows, "connection", "logging", "httpclient"));
        arrows.put("http", below(arrows, "event", "logging"));
        arrows.put("archive", below(arrows, "event"));
        arrows.put("security", below(arrows, "http", "identity", "httpclient"));
        arrows.put("session", below(arrows, "security", "connection"));
        arrows.put("conversation", below(arrows, "legacy", "cluster", "upstream", "session"));
        arrows.put("socket", below(arrows, "conversation", "http", "security"));
        arrows.put("telemetry", below(arrows, "event", "httpclient"));
        arrows.put("capture", below(arrows, "event"));
        arrows.put("rest", below(arrows, "capture", "conversation", "drift", "http", "security", "telemetry"));
        arrows.put("monitoring", below(arrows, "conversation", "drift", "http", "security", "telemetry"));
        return arrows;
    }

    private static Set<String> below(Map<String, Set<String>> arrows, String... components) {
        Set<String> all = new HashSet<>(Set.of(components));
        Stream.of(components).forEach(component -> all.addAll(arrows.get(component)));
        return all;
    }

    static Set<String> components() {
        return ARROWS.keySet();
    }

    @ParameterizedTest
    @MethodSource("components")
    void aComponentUsesOnlyThoseBelowIt(String component) {
        String[] allowed = Stream.concat(Stream.of(component), ARROWS.get(component).stream())
                .map(ArchitectureTest::all).toArray(String[]::new);

        noClasses().that().resideInAPackage(all(component))
                .should().dependOnClassesThat(
                        resideInAnyPackage(all("")).and(not(resideInAnyPackage(allowed)))
                                .and(not(equivalentTo(PublicApi.class))))
                .check(CLASSES);
    }

    @Test
    void everyComponentIsListed() {
        // "wildfly" is not in every WAR: the two servlets of that profile
        assertThat(CLASSES.stream().filter(type -> !type.getPackageName().equals(ROOT)).map(ArchitectureTest::component)
                .filter(component -> !component.equals("wildfly")).collect(Collectors.toSet()))
                .isEqualTo(ARROWS.keySet());
    }

    @Test
    void nothingDependsOnEntryPointsOrMonitoring() {
        for (String component : Set.of("socket", "rest", "monitoring")) {
            noClasses().that().resideOutsideOfPackage(all(component))
                    .should().dependOnClassesThat().resideInAPackage(all(component))
                    .check(CLASSES);
        }
    }

    @Test
    void thereAreNoCycles() {
        slices().assignedFrom(new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith(ROOT + ".")
                        ? SliceIdentifier.of(component(type)) : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "components";
            }
        }).should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theMessageFormatNeedsNoContainer() {
        classes().that().resideInAPackage(all("envelope"))
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "jakarta.json..", all("envelope"), ROOT)
                .check(CLASSES);
    }

    @Test
    void onlySocketUsesTheWebSocketApi() {
        noClasses().that().resideOutsideOfPackage(all("socket"))
                .should().dependOnClassesThat().resideInAPackage("jakarta.websocket..")
                .check(CLASSES);
    }

    @Test
    void onlyRestUsesJaxRs() {
        noClasses().that().resideOutsideOfPackage(all("rest"))
                .should().dependOnClassesThat().resideInAPackage("jakarta.ws..")
                .check(CLASSES);
    }

    @Test
    void classesAreNamedForWhatTheyAre() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils)").check(CLASSES);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
    }

    @Test
    void timeComesFromTheClock() {
        noClasses().that().doNotHaveFullyQualifiedName(ROOT + ".internal.config.ServerEnvironment")
                .should().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(Instant.class, "now")
                .orShould().callMethod(Clock.class, "systemUTC")
                .check(CLASSES);
    }

    @Test
    void randomnessComesFromTheIdSource() {
        noClasses().that().haveNameNotMatching(".*\\.IdSource(\\$.*)?")
                .should().callMethod(UUID.class, "randomUUID")
                .orShould().callMethod(Math.class, "random")
                .orShould().callMethod(ThreadLocalRandom.class, "current")
                .orShould().callMethod(Collections.class, "shuffle", List.class)
                .orShould().callConstructor(Random.class) // one with a seed is as good as the seed
                .orShould().callConstructor(SplittableRandom.class)
                .orShould().callConstructor(SecureRandom.class)
                .check(CLASSES);
    }

    @Test
    void nothingSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    }

    private static String component(JavaClass type) {
        return type.getPackageName().substring(ROOT.length() + 1).replaceFirst("^internal\\.", "").split("\\.")[0];
    }

    private static String all(String component) {
        return component.isEmpty() ? ROOT + ".." : ROOT + ".." + component + "..";
    }
}
