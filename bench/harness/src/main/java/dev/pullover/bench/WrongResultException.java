package dev.pullover.bench;

/** A program ended as if it had done the work, and had not. */
final class WrongResultException extends Exception {
    private static final long serialVersionUID = 1;

    WrongResultException(String message) {
        super(message);
    }
}
