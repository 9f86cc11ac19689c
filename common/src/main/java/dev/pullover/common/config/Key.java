package dev.pullover.common.config;

import java.util.Optional;

/**
 * One key of the file: a row of the table {@link Keys}. Compared by identity.
 *
 * @param <T> what its value is in Java
 * @param name in kebab-case
 * @param help what it is for, in Markdown, completing "{@code name}: …"
 */
record Key<T>(Section section, String name, ValueType<T> type, Presence presence, String help) {
    static <T> Key<T> required(Section section, String name, ValueType<T> type, Object example, String help) {
        return new Key<>(section, name, type, new Presence.Required(example), help);
    }

    static <T> Key<T> optional(Section section, String name, ValueType<T> type, Object defaultValue, String help) {
        return new Key<>(section, name, type, new Presence.Default(defaultValue), help);
    }

    static <T> Key<T> unset(Section section, String name, ValueType<T> type, String meaning, String help) {
        return new Key<>(section, name, type, new Presence.Unset(meaning, Optional.empty()), help);
    }

    /** May be absent, but most will want it. */
    static <T> Key<T> advised(
            Section section, String name, ValueType<T> type, String meaning, Object example, String help) {
        return new Key<>(section, name, type, new Presence.Unset(meaning, Optional.of(example)), help);
    }
}
