package dev.pullover.stat;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Messages that have come and are not in the database yet, merged: of each process, the greatest and the newest value of
 * each counter. So a long queue costs no more to write than a short one. Not thread-safe.
 */
final class Pending {
    private final Map<Incarnation, Report> reports = new LinkedHashMap<>();
    private long messages;
    private long changes;

    /**
     * Takes a message in.
     *
     * @param nowNs the time now, nanoseconds since 1970 UTC
     */
    void add(StatUpdate update, long nowNs) {
        Incarnation incarnation = new Incarnation(update.module().word(), update.incarnation());
        reports.computeIfAbsent(incarnation, key -> new Report()).add(update, nowNs);
        messages++;
        if (update.module() == ModuleName.TESTSERVER) {
            changes = changesIn(update);
        }
    }

    /** How many messages were taken in since {@link #clear}. */
    long messages() {
        return messages;
    }

    /** How many changes of servers and failovers testserver last told of; stays when the rest is cleared. */
    long changes() {
        return changes;
    }

    /** What was reported, by process. */
    Map<Incarnation, Report> reports() {
        return reports;
    }

    /** Forgets everything. */
    void clear() {
        reports.clear();
        messages = 0;
    }

    private static long changesIn(StatUpdate update) {
        return update.values().stream()
                .filter(value ->
                        value.counter() == Counter.TRANSITIONS.id() || value.counter() == Counter.FAILOVER_TIME.id())
                .mapToLong(StatUpdate.Value::value)
                .sum();
    }

    /**
     * One process of a module.
     *
     * @param module its word
     * @param id another number for each process
     */
    record Incarnation(String module, long id) {}

    /** One value of a module: of which counter, and for what. */
    record Series(int counter, String label) {}

    /**
     * What was reported of one value.
     *
     * @param peak the greatest value
     * @param level the newest value
     * @param levelNs when {@code level} was read, nanoseconds since 1970 UTC
     */
    record Reading(long peak, long level, long levelNs) {
        /** A value of the future, from before the clock was set back, gives way to any. */
        Reading merge(Reading other, long nowNs) {
            Reading newest = other.levelNs >= levelNs || levelNs > nowNs ? other : this;
            return new Reading(Math.max(peak, other.peak), newest.level, newest.levelNs);
        }
    }

    /** What a process reported. */
    static final class Report {
        private final Map<Series, Reading> readings = new HashMap<>();
        private long lastNs = Long.MIN_VALUE;

        private void add(StatUpdate update, long nowNs) {
            lastNs = Math.max(lastNs, update.timeNs());
            for (StatUpdate.Value value : update.values()) {
                readings.merge(
                        new Series(value.counter(), value.label()),
                        new Reading(value.value(), value.value(), update.timeNs()),
                        (before, read) -> before.merge(read, nowNs));
            }
        }

        /** Its values. */
        Map<Series, Reading> readings() {
            return readings;
        }

        /** When it last reported, nanoseconds since 1970 UTC. */
        long lastNs() {
            return lastNs;
        }
    }
}
