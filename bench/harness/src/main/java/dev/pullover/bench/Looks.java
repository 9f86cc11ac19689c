package dev.pullover.bench;

import dev.pullover.testkit.FaultProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What passes on a line at each look of one who looks again and again: looks are told apart by the silence between them. */
final class Looks implements FaultProxy.Observer {
    private static final long SILENCE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Talk> talks = new ArrayList<>();
    private long lastNs;

    @Override
    public synchronized void passed(boolean fromServer, int bytes, long nanoTime) {
        if (!fromServer && (talks.isEmpty() || nanoTime - lastNs >= SILENCE_NS)) {
            talks.add(new Talk(nanoTime));
        }
        lastNs = nanoTime;
        if (!talks.isEmpty()) {
            talks.get(talks.size() - 1).add(fromServer, bytes, nanoTime);
        }
    }

    /** Forgets all: who has just begun logs in first, and looks at all that is there. */
    synchronized void clear() {
        talks.clear();
    }

    synchronized int count() {
        return talks.size();
    }

    /** Median time from the first request to the last byte of the answers, in milliseconds. */
    double milliseconds() {
        return median(talk -> (talk.endNs - talk.beginNs) / NANOS_PER_MILLI);
    }

    /** Median number of round trips. */
    double roundTrips() {
        return median(talk -> talk.turns);
    }

    /** Median number of bytes, both ways. */
    double bytes() {
        return median(talk -> talk.bytes);
    }

    private synchronized double median(ToDoubleFunction<Talk> value) {
        return Report.percentile(talks.stream().mapToDouble(value).toArray(), 50);
    }

    /** One look. */
    private static final class Talk {
        private final long beginNs;
        private long endNs;
        private long bytes;
        private int turns;
        private boolean clientSpoke;

        Talk(long beginNs) {
            this.beginNs = beginNs;
            this.endNs = beginNs;
        }

        void add(boolean fromServer, int more, long nanoTime) {
            bytes += more;
            if (fromServer) {
                endNs = nanoTime;
            } else if (!clientSpoke) {
                turns++;
            }
            clientSpoke = !fromServer;
        }
    }
}
