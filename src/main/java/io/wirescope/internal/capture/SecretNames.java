package io.wirescope.internal.capture;

import java.util.List;
import java.util.Locale;

/**
 * Knows the names of members whose values are secrets: those that contain one of some words, whatever their case and
 * their {@code _}, {@code -} and {@code .}. Immutable.
 */
final class SecretNames {

    private final List<String> words;

    /** @param words such as {@code api_key}, at least one */
    SecretNames(List<String> words) {
        this.words = words.stream().map(SecretNames::plain).filter(word -> !word.isEmpty()).toList();
    }

    /** {@return whether the value of a member of this name is a secret} */
    boolean isSecret(CharSequence name) {
        String plain = plain(name);
        return words.stream().anyMatch(plain::contains);
    }

    private static String plain(CharSequence name) {
        StringBuilder plain = new StringBuilder(name.length());
        name.chars().filter(c -> c != '_' && c != '-' && c != '.' && c != ' ').forEach(c -> plain.append((char) c));
        return plain.toString().toLowerCase(Locale.ROOT);
    }
}
