package dev.pullover.testserver;

import dev.pullover.common.message.LogLine;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Utf8;
import dev.pullover.common.state.FailoverRecord;
import dev.pullover.common.state.ServerRecord.Transition;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Says in the log what happened, in the words of an operator, the name of the server first. */
final class EventLog {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final int MIN_REASON_BYTES = 20;

    /** The changes of states since the last decision, and that decision. */
    void tell(List<Roster.Change> changes, ActiveServer.Step step) {
        boolean told = false;
        for (Roster.Change change : changes) {
            boolean lost = step.news() && change.entry().name().equals(step.before());
            told |= lost;
            log.atLevel(level(change, step))
                    .log(
                            "{}",
                            line(change, lost ? consequence(step) : ""),
                            change.entry().name());
            if (change.transition().to() == ServerState.ALARM) {
                log.info(
                        "{} is not used until an operator says: pullover testserver ready {}",
                        change.entry().name(),
                        change.entry().name());
            }
        }
        String active = step.decision().active();
        if (step.news() && active.isEmpty()) {
            log.error("no server may be used: {}", states(step.decision()));
        } else if (step.news() && !told) {
            log.info("{} is the active server now: {}", active, step.decision().reason());
        }
        step.failover().ifPresent(EventLog::tell);
    }

    /** The first byte from the server that took over. */
    void tellFirstByte(FailoverRecord failover) {
        log.info("first byte from {} {} ms after {} failed", failover.to(), failover.firstByteMs(), failover.from());
    }

    private static void tell(FailoverRecord failover) {
        log.info(
                "{} took over from {} after {} ms without a server",
                failover.to(),
                failover.from(),
                failover.outageMs());
    }

    /** The reason is what is cut if it gets too long: {@code status} shows it whole, and the end tells more. */
    private static String line(Roster.Change change, String consequence) {
        Transition transition = change.transition();
        String begin = change.entry().name() + " " + transition.to();
        boolean confirmed = transition.to() == ServerState.DOWN && change.failures() > 1;
        String end = (confirmed ? " after " + change.failures() + " checks" : "") + consequence;
        if (transition.reason().isEmpty()) {
            return begin + end;
        }
        int room = LogLine.MAX_TEXT_BYTES - Utf8.length(begin + ": " + end);
        return begin + ": " + Utf8.cut(transition.reason(), Math.max(room, MIN_REASON_BYTES)) + end;
    }

    private static String consequence(ActiveServer.Step step) {
        String active = step.decision().active();
        return active.isEmpty() ? "; no server left" : "; active now " + active;
    }

    /** Being behind is what replication is like, unless it is the server in use that is. */
    private static Level level(Roster.Change change, ActiveServer.Step step) {
        boolean inUse = change.entry().name().equals(step.before());
        return switch (change.transition().to()) {
            case ALARM -> Level.ERROR;
            case DOWN, SLOW -> Level.WARN;
            case STALE -> inUse ? Level.WARN : Level.INFO;
            case UNKNOWN, UP, DRAIN, MAINT -> Level.INFO;
        };
    }

    private static String states(Decision decision) {
        return decision.ranked().stream()
                .map(candidate -> candidate.name() + " " + candidate.state())
                .collect(Collectors.joining(", "));
    }
}
