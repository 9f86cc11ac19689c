package dev.pullover.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Everything that happened in a run: a hash of it all, and the last events as text. */
final class Trace {
    private static final int KEPT = 60;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private static final Pattern RANDOM_NAME = Pattern.compile("(sort|pullover-sim)[.-][0-9]+");

    private final SimulatedTime time;
    private final Consumer<String> listener;
    private final String pid = "-" + ProcessHandle.current().pid() + "-";
    private final Deque<String> last = new ArrayDeque<>();
    private long hash = FNV_OFFSET;
    private long events;

    /** @param listener is given each event */
    Trace(SimulatedTime time, Consumer<String> listener) {
        this.time = time;
        this.listener = listener;
    }

    /** Something happened. */
    void add(String who, String what) {
        // Names of temporary files have our process's number in them, or a number by chance.
        String same = RANDOM_NAME.matcher(what.replace(pid, "-pid-")).replaceAll("$1");
        String event = time.nanos() / 1000 + " " + who + " " + same;
        for (int i = 0; i < event.length(); i++) {
            hash = (hash ^ event.charAt(i)) * FNV_PRIME;
        }
        events++;
        last.add(event);
        if (last.size() > KEPT) {
            last.remove();
        }
        listener.accept(event);
    }

    /** FNV-1a of all events, source: RFC 9923. */
    long hash() {
        return hash;
    }

    long events() {
        return events;
    }

    List<String> last() {
        return List.copyOf(last);
    }
}
