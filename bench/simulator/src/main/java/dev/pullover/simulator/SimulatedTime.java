package dev.pullover.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that moves only when told: elapsed time, the same for all, and a wall clock that may be set. */
final class SimulatedTime {
    private static final long BEGIN_NS = Instant.parse("2026-11-21T08:00:00Z").getEpochSecond() * 1_000_000_000L;

    private long nanos;

    /** Elapsed time, nanoseconds. */
    long nanos() {
        return nanos;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** The clock of one machine. */
    final class Wall extends Clock {
        private long offsetNs;

        /** Somebody sets it forward, or back. */
        void jump(Duration by) {
            offsetNs += by.toNanos();
        }

        long nowNs() {
            return BEGIN_NS + nanos + offsetNs;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(0, nowNs());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
