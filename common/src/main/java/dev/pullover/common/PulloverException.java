package dev.pullover.common;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a user can cause and cure. Its message says what failed, for which path or host,
 * the value, the limit, and what to do; it is printed on stderr without a stack trace (unless
 * {@code --debug}) and the process ends with {@link #exitCode()}.
 */
public class PulloverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public PulloverException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    public PulloverException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the process returns because of this. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
