package io.wirescope.it;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for. Not a parser, which Prometheus itself is: it only distinguishes names of series from
 * names of functions, operators and labels.
 *
 * @param selectors series by name and matchers, verbatim, such as {@code up{job="a"}}
 * @param labels    the labels that it groups by, joins on, or gives along
 */
record PromQl(Set<String> selectors, Set<String> labels) {

    private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'"
            + "|\\[[^\\]]*]|[a-zA-Z_:][\\w:]*|\\d[\\w.]*|\\S");
    private static final Set<String> LABEL_LISTS =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan");

    static PromQl of(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        PromQl asked = new PromQl(new LinkedHashSet<>(), new LinkedHashSet<>());
        for (int i = 0; i < tokens.size(); i++) {
            i = asked.read(tokens, i);
        }
        return asked;
    }

    private int read(List<String> tokens, int i) {
        String token = tokens.get(i);
        String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
        if (token.equals("{")) {
            throw new IllegalArgumentException("a selector without a name: " + tokens);
        }
        if (LABEL_LISTS.contains(token)) {
            return next.equals("(") ? readLabels(tokens, i + 1) : i;
        }
        if (!Character.isLetter(token.charAt(0)) && token.charAt(0) != '_' || OPERATORS.contains(token)
                || next.equals("(") || next.equals("by") || next.equals("without")) {
            return i;
        }
        return readSelector(tokens, i);
    }

    private int readLabels(List<String> tokens, int open) {
        int i = open + 1;
        for (; !tokens.get(i).equals(")"); i++) {
            if (!tokens.get(i).equals(",")) {
                labels.add(tokens.get(i));
            }
        }
        return i;
    }

    private int readSelector(List<String> tokens, int name) {
        int end = name;
        if (name + 1 < tokens.size() && tokens.get(name + 1).equals("{")) {
            end = name + tokens.subList(name, tokens.size()).indexOf("}");
            if (end < name) {
                throw new IllegalArgumentException("an open brace: " + tokens);
            }
        }
        selectors.add(String.join("", tokens.subList(name, end + 1)));
        return end;
    }

    /** {@return the name of a selector's series} */
    static String name(String selector) {
        return selector.replaceFirst("\\{.*", "");
    }
}
