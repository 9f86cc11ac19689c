package dev.pullover.testserver;

import dev.pullover.common.config.CheckConfig;
import java.time.Duration;

/** How soon a server is checked again. */
enum Pace {
    /** At once. */
    NOW,
    /** Its state is changing. */
    FAST,
    /** All is as it was. */
    STEADY,
    /** It is down. */
    DOWN,
    /** It refuses our login. */
    REFUSED,
    /** Not at all. */
    NEVER;

    /**
     * A login that is refused is tried no more often than this. Since 9.8, OpenSSH shuts out the address of those who
     * fail repeatedly (sshd_config, PerSourcePenalties: 5 s for each refused login, enforced from 15 s on); others use
     * fail2ban. Either would go on after the key has been mended, and hit real transfers too.
     */
    private static final Duration REFUSED_INTERVAL = Duration.ofSeconds(15);

    /** The time from the end of one check to the start of the next. Not for {@link #NEVER}. */
    Duration interval(CheckConfig check) {
        return switch (this) {
            case NOW -> Duration.ZERO;
            case FAST -> check.fastInterval();
            case STEADY -> check.interval();
            case DOWN -> check.downInterval();
            case REFUSED -> longer(check.downInterval(), REFUSED_INTERVAL);
            case NEVER -> throw new IllegalStateException("never checked");
        };
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
