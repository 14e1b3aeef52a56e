package io.wirescope.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Jenkinsfile is Groovy in the structure of a declarative pipeline, and runs the steps of {@code .ci/run}. */
@Tag("deploy")
class JenkinsfileIT {

    private static final Pattern STEP = Pattern.compile("\\.ci/run (\\w+)");
    private static final Pattern DESCRIBED = Pattern.compile("(?m)^#   (\\w+) ");
    private static final String STAGE = "pipeline { %s stages { stage('a') { %s } } }";
    private static final Path CI_RUN = Path.of(".ci/run");

    private static Directive pipeline() throws Exception {
        return DeclarativePipeline.read(Files.readString(Path.of("Jenkinsfile")));
    }

    private static Directive stage(String name) throws Exception {
        List<Directive> found = pipeline().all().filter(directive -> directive.name().equals("stage"))
                .filter(stage -> stage.arguments().contains(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    @Test
    void everyStepOfCiIsAStage() throws Exception {
        Set<String> called = new TreeSet<>();
        for (String command : pipeline().commands()) {
            STEP.matcher(command).results().map(step -> step.group(1)).forEach(called::add);
        }
        Set<String> described = DESCRIBED.matcher(Files.readString(CI_RUN)).results().map(step -> step.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(called).isEqualTo(described).contains("unit", "payara", "wildfly", "liberty", "browser", "bench");
    }

    @Test
    void ciKnowsNoOtherSteps() throws Exception {
        Command unknown = Command.of(CI_RUN.toString(), "no-such-step");
        assertThat(unknown).isEqualTo(new Command(2, "no such step: no-such-step\n"));
        String script = Files.readString(CI_RUN);
        MatchResult cases = Pattern.compile("(?m)^    (\\w+(?: \\| \\w+)*)\\)$").matcher(script).results().findFirst()
                .orElseThrow();
        assertThat(cases.group(1).split(" \\| ")).containsExactly(
                DESCRIBED.matcher(script).results().map(step -> step.group(1)).toArray(String[]::new));
    }

    @Test
    void theThreeServersRunAtOnce() throws Exception {
        Directive servers = stage("Servers").children("parallel").get(0);
        assertThat(servers.children("stage")).extracting(stage -> stage.commands().get(0))
                .containsExactly(".ci/run payara", ".ci/run wildfly", ".ci/run liberty");
    }

    @Test
    void everyStageThatTestsReportsItsTestsWhateverCameOfThem() throws Exception {
        List<Directive> testing = pipeline().all().filter(directive -> directive.name().equals("stage"))
                .filter(stage -> !stage.children("steps").isEmpty())
                .filter(stage -> !stage.arguments().contains("Benchmarks")).toList();
        assertThat(testing).hasSize(7).allSatisfy(stage ->
                assertThat(stage.children("post").get(0).children("always").get(0).children("junit")).hasSize(1));
    }

    @Test
    void benchmarksRunOnlyOnDemand() throws Exception {
        assertThat(stage("Benchmarks").children("when").get(0).children("expression")).hasSize(1);
        assertThat(pipeline().children("parameters").get(0).children("booleanParam")).singleElement()
                .satisfies(parameter -> assertThat(parameter.named()).containsEntry("name", "BENCHMARKS")
                        .containsEntry("defaultValue", false));
    }

    @Test
    void theLeastThatAPipelineIs() {
        assertThat(DeclarativePipeline.read(STAGE.formatted("agent any;", "steps { sh 'true' }")).commands())
                .containsExactly("true");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "agent any; | step { sh 'true' } | step can't stand in stage",
        "agent any; | steps { shh 'true' } | shh can't stand in steps",
        "agent any; | steps { } | steps is empty",
        "agent any; | steps { sh() } | sh needs a script",
        "agent any; | '' | a stage has a name",
        "agent any; | steps { sh 'true' }; parallel { stage('b') { steps { sh 'true' } } } | or parallel: [a]",
        "agent any; | parallel { } | parallel is empty",
        "agent any; | steps | No such property: steps",
        "agent any; agent none; | steps { sh 'true' } | duplicate agent",
        "agent some; | steps { sh 'true' } | No such property: some",
        "'' | steps { sh 'true' } | a pipeline has an agent",
        "agent any; | steps { junit results: 'x' } | junit has no [results]",
        "agent any; CI = 'true'; | steps { sh 'true' } | CI = ... can't stand in pipeline",
        "agent any; options { timeout(unit: 'HOURS') }; | steps { sh 'true' } | timeout needs [time",
        "} agent any; | steps { sh 'true' } | Jenkinsfile: 1"})
    void anythingElseIsRefused(String directives, String stage, String reason) {
        assertThatThrownBy(() -> DeclarativePipeline.read(STAGE.formatted(directives, stage)))
                .isInstanceOf(RuntimeException.class).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node { sh 'true' }", "", "pipeline { agent any; stages { stage { steps { sh 'true' } } } }"})
    void whatIsNoPipelineIsRefused(String jenkinsfile) {
        assertThatThrownBy(() -> DeclarativePipeline.read(jenkinsfile)).isInstanceOf(RuntimeException.class);
    }
}
