package dev.pullover.common;

/**
 * How a command ended. The numbers are a contract: scripts and crontabs of our users test them.
 *
 * <p>Constants are declared from least to most specific concern; {@link #number()} is what the
 * process returns.
 */
public enum ExitCode {
    /** All done, or nothing to do. */
    OK(0),
    /** An unexpected failure: a bug, or an environment that broke under us. */
    FAILURE(1),
    /** Wrong usage of the command line, or an error in the configuration. */
    USAGE(2),
    /** No server answers, or none may be used. */
    NO_SERVER(3),
    /** Some files could not be copied or published; the rest was. */
    SOME_FILES(4),
    /** The module is running already; the message says who holds its lock. */
    ALREADY_RUNNING(5),
    /** A verification found differences. */
    VERIFICATION(6),
    /** {@code status}: a module is not running. */
    NOT_RUNNING(7);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The process exit status, 0 to 7. */
    public int number() {
        return number;
    }

    /** Of two results of parts of one command, the one to return for the whole: the first that is not OK. */
    public ExitCode or(ExitCode later) {
        return this == OK ? later : this;
    }
}
