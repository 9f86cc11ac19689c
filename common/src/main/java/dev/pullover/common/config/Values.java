package dev.pullover.common.config;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** The values of one section: those of the file, and defaults for the others. */
final class Values {
    private final int line;
    private final Map<Key<?>, Integer> lines = new IdentityHashMap<>();
    private final Map<Key<?>, Object> values = new IdentityHashMap<>();

    /** {@code line} is the section's, from 1. */
    Values(int line) {
        this.line = line;
    }

    <T> void put(Key<T> key, T value) {
        values.put(key, value);
    }

    /** Gives the keys of {@code section} that the file does not have their defaults. */
    Values fillInDefaults(Section section) {
        for (Key<?> key : Keys.of(section)) {
            if (!isFound(key) && key.presence() instanceof Presence.Default given) {
                putDefault(key, given.value());
            }
        }
        return this;
    }

    /** Notes that the file has this key, whether or not its value is good. */
    void found(Key<?> key, int atLine) {
        lines.put(key, atLine);
    }

    boolean isFound(Key<?> key) {
        return lines.containsKey(key);
    }

    /** Where the file has the key, or else the section. */
    int line(Key<?> key) {
        return lines.getOrDefault(key, line);
    }

    /** The value; empty if there is neither one nor a default, or it was not good. */
    @SuppressWarnings("unchecked") // put() takes nothing else for this key
    <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key));
    }

    /** The value of a key that has one once the file is known to be good. */
    <T> T get(Key<T> key) {
        return find(key).orElseThrow();
    }

    private <T> void putDefault(Key<T> key, Object toml) {
        put(key, key.type().read(toml));
    }
}
