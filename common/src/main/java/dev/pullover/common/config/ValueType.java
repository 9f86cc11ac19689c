package dev.pullover.common.config;

/**
 * What the value of a key may be: how it is read, and how that is said to people.
 *
 * @param <T> what it is in Java
 */
interface ValueType<T> {
    /** Kind and range; completes "must be …". */
    String allowed();

    /**
     * The value of what TOML has: a {@code String}, {@code Long}, {@code Boolean}, {@code TomlArray}
     * (or in defaults {@code List}), or something else, which is refused.
     *
     * @throws InvalidValueException saying what is allowed
     */
    T read(Object toml);

    /** For {@link #read} to throw. */
    default InvalidValueException invalid() {
        return new InvalidValueException("must be " + allowed());
    }
}
