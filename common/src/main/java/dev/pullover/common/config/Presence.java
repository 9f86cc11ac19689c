package dev.pullover.common.config;

import java.util.Optional;

/** Whether a key must be given, and what holds if it is not. Values are as in TOML: text, number, list, … */
sealed interface Presence {
    /** A value to start from, for lines to add to a file; only of keys that one would add. */
    Optional<Object> example();

    /** It must be given wherever its section is. */
    record Required(Object value) implements Presence {
        @Override
        public Optional<Object> example() {
            return Optional.of(value);
        }
    }

    /** As if this had been written. */
    record Default(Object value) implements Presence {
        @Override
        public Optional<Object> example() {
            return Optional.empty();
        }
    }

    /** It may be absent. */
    record Unset(String meaning, Optional<Object> example) implements Presence {}
}
