package io.wirescope.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A directive, an option or a step of a declarative pipeline, as in the Jenkinsfile.
 *
 * @param name      what it is
 * @param arguments its arguments without a name
 * @param named     its arguments with a name
 * @param children  the content of its block
 */
record Directive(String name, List<Object> arguments, Map<String, Object> named, List<Directive> children) {

    /** What a block may contain, by the name of that block (Jenkins' Pipeline Syntax, "Declarative Pipeline"). */
    static final Map<String, Set<String>> GRAMMAR;

    private static final Set<String> STEPS =
            Set.of("archiveArtifacts", "checkout", "echo", "junit", "sh", "stash", "unstash");
    private static final Set<String> CONDITIONS = Set.of("always", "changed", "fixed", "regression", "aborted",
            "failure", "success", "unstable", "unsuccessful", "cleanup");

    static {
        GRAMMAR = new HashMap<>(Map.of(
                "pipeline", Set.of("agent", "environment", "libraries", "options", "parameters", "post", "stages",
                        "tools", "triggers"),
                "stages", Set.of("stage"),
                "parallel", Set.of("stage"),
                "stage", Set.of("agent", "environment", "failFast", "input", "options", "parallel", "post", "stages",
                        "steps", "tools", "when"),
                "agent", Set.of("docker", "dockerfile", "kubernetes", "label", "node"),
                "options", Set.of("buildDiscarder", "checkoutToSubdirectory", "disableConcurrentBuilds",
                        "disableResume", "logRotator", "parallelsAlwaysFailFast", "preserveStashes", "quietPeriod",
                        "retry", "skipDefaultCheckout", "skipStagesAfterUnstable", "timeout", "timestamps"),
                "parameters", Set.of("booleanParam", "choice", "password", "string", "text"),
                "when", Set.of("allOf", "anyOf", "beforeAgent", "beforeInput", "beforeOptions", "branch",
                        "buildingTag", "changeRequest", "changelog", "changeset", "environment", "equals",
                        "expression", "not", "tag", "triggeredBy"),
                "post", CONDITIONS,
                "steps", STEPS));
        GRAMMAR.put("environment", Set.of());
        CONDITIONS.forEach(condition -> GRAMMAR.put(condition, STEPS));
    }

    /** The arguments that may be named, by directive; the first of each has to be there. */
    static final Map<String, List<String>> ARGUMENTS = Map.ofEntries(
            Map.entry("archiveArtifacts", List.of("artifacts", "allowEmptyArchive", "excludes", "fingerprint",
                    "onlyIfSuccessful")),
            Map.entry("booleanParam", List.of("name", "defaultValue", "description")),
            Map.entry("choice", List.of("name", "choices", "description")),
            Map.entry("string", List.of("name", "defaultValue", "description", "trim")),
            Map.entry("disableConcurrentBuilds", List.of("abortPrevious")),
            Map.entry("junit", List.of("testResults", "allowEmptyResults", "keepLongStdio",
                    "skipMarkingBuildUnstable")),
            Map.entry("logRotator", List.of("numToKeepStr", "artifactDaysToKeepStr", "artifactNumToKeepStr",
                    "daysToKeepStr")),
            Map.entry("timeout", List.of("time", "unit", "activity")));

    /** {@return this and all in it, at any depth} */
    Stream<Directive> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Directive::all));
    }

    /** {@return those of a name, only in this block} */
    List<Directive> children(String wanted) {
        return children.stream().filter(child -> child.name.equals(wanted)).toList();
    }

    /** {@return the texts of the shell steps in it, at any depth} */
    List<String> commands() {
        return all().filter(step -> step.name.equals("sh")).map(step -> step.arguments.get(0).toString()).toList();
    }
}
