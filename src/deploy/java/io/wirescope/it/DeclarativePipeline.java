package io.wirescope.it;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.GroovyShell;
import groovy.lang.MissingPropertyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a Jenkinsfile as Groovy, in which nothing is known but the structure of a declarative pipeline. What is not
 * in {@link Directive#GRAMMAR} is an error, as is a stage that does nothing, or several things at once. It stands in
 * for Jenkins' own linter, which needs a running Jenkins.
 */
final class DeclarativePipeline {

    private static final Set<String> ONCE = Set.of("pipeline", "stage");

    private final List<Directive> pipelines = new ArrayList<>();

    private DeclarativePipeline() {
    }

    /** {@return the pipeline that a Jenkinsfile describes} */
    static Directive read(String jenkinsfile) {
        DeclarativePipeline reader = new DeclarativePipeline();
        Binding binding = new Binding();
        binding.setVariable("pipeline", new Closure<Void>(reader) {
            private static final long serialVersionUID = 1;

            @SuppressWarnings("unused")
            void doCall(Closure<?> block) {
                reader.pipelines.add(read("pipeline", List.of(), Map.of(), block));
            }
        });
        new GroovyShell(binding).evaluate(jenkinsfile, "Jenkinsfile");
        check(reader.pipelines.size() == 1, "there has to be one pipeline");
        return reader.pipelines.get(0);
    }

    private static Directive read(String name, List<Object> arguments, Map<String, Object> named, Closure<?> block) {
        Block inside = new Block(name);
        if (name.equals("expression")) {
            block.setDelegate(new Names());
        } else {
            block.setDelegate(inside);
        }
        block.setResolveStrategy(Closure.DELEGATE_ONLY);
        block.call();
        Directive directive = new Directive(name, arguments, named, List.copyOf(inside.children));
        checkStructure(directive);
        return directive;
    }

    private static void checkStructure(Directive block) {
        Set<String> names = new HashSet<>();
        if (ONCE.contains(block.name())) {
            block.children().forEach(child -> check(names.add(child.name()), "duplicate " + child.name()));
        }
        switch (block.name()) {
            case "pipeline" ->
                    check(names.containsAll(Set.of("agent", "stages")), "a pipeline has an agent and stages");
            case "stages", "parallel", "steps" -> check(!block.children().isEmpty(), block.name() + " is empty");
            case "stage" -> {
                names.retainAll(Set.of("steps", "stages", "parallel"));
                check(block.arguments().size() == 1 && names.size() == 1,
                        "a stage has a name, and steps, stages or parallel: " + block.arguments());
            }
            default -> { }
        }
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** What may be read: what Jenkins puts into a pipeline's reach. */
    private static class Names extends GroovyObjectSupport {

        private static final Map<String, Object> KNOWN =
                Map.of("any", "any", "none", "none", "scm", "scm", "params", new HashMap<>(), "env", new HashMap<>());

        @Override
        public Object getProperty(String name) {
            if (!KNOWN.containsKey(name)) {
                throw new MissingPropertyException(name, getClass());
            }
            return KNOWN.get(name);
        }
    }

    /** The inside of a block: takes what the grammar allows there. */
    private static final class Block extends Names {

        private final String name;
        private final List<Directive> children = new ArrayList<>();

        Block(String name) {
            this.name = name;
        }

        @Override
        public Object invokeMethod(String called, Object passed) {
            Set<String> allowed = Directive.GRAMMAR.getOrDefault(name, Set.of());
            check(allowed.contains(called), called + " can't stand in " + name);
            List<Object> arguments = new ArrayList<>(List.of((Object[]) passed));
            Closure<?> block = !arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof Closure<?> last
                    ? last : null;
            arguments.remove(block);
            Map<String, Object> named = new HashMap<>();
            if (!arguments.isEmpty() && arguments.get(0) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> named.put(key.toString(), value));
                arguments.remove(0);
            }
            checkArguments(called, arguments, named);
            check(block != null || !Directive.GRAMMAR.containsKey(called) || called.equals("agent"),
                    called + " needs a block");
            Directive directive = block == null ? new Directive(called, arguments, named, List.of())
                    : read(called, arguments, named, block);
            children.add(directive);
            return directive;
        }

        private static void checkArguments(String called, List<Object> arguments, Map<String, Object> named) {
            List<String> allowed = Directive.ARGUMENTS.getOrDefault(called, List.of());
            check(allowed.containsAll(named.keySet()), called + " has no " + named.keySet());
            check(named.isEmpty() || named.containsKey(allowed.get(0)), called + " needs " + allowed);
            check(!called.equals("sh") || arguments.size() == 1, "sh needs a script");
        }

        @Override
        public void setProperty(String variable, Object value) {
            check(name.equals("environment"), variable + " = ... can't stand in " + name);
            children.add(new Directive(variable, List.of(value), Map.of(), List.of()));
        }
    }
}
