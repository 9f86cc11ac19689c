package dev.pullover.common.module;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Another process has the lock that was wanted. */
public final class LockHeldException extends PulloverException {
    private static final long serialVersionUID = 1L;

    private final String since;

    LockHeldException(String message, ModuleLock.Holder holder) {
        super(ExitCode.ALREADY_RUNNING, message);
        this.since = holder.started();
    }

    /** Since when that process runs, if it said so. */
    public Optional<Instant> since() {
        try {
            return Optional.of(Instant.parse(since));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
