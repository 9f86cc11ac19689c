package dev.pullover.common.config;

/** A value is not what its key may have; the message completes {@code KEY = VALUE: …}. */
final class InvalidValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidValueException(String message) {
        super(message);
    }
}
