package dev.pullover.simulator;

import dev.pullover.common.message.Channel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The queues of the replica machine, which outlive processes; their ends may be lost with the power. */
final class SimulatedQueues {
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final SimulatedTime time;
    private final Chance chance;
    private final Map<String, TreeMap<String, List<Stored>>> channels = new TreeMap<>();

    SimulatedQueues(SimulatedTime time, Chance chance) {
        this.time = time;
        this.chance = chance;
    }

    /** Puts a message at the end; it may be lost, come twice, or late. */
    <T> void append(Channel<T> channel, String writer, T message) {
        List<Stored> queue = channels.computeIfAbsent(channel.name(), none -> new TreeMap<>())
                .computeIfAbsent(writer, none -> new ArrayList<>());
        if (chance.strikes(chance.lostMessages)) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(channel.codec().maxBytes());
        channel.codec().encode(message, buffer);
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        Duration delay = chance.strikes(chance.lostMessages) ? chance.upTo(LONGEST_DELAY) : Duration.ZERO;
        Stored stored = new Stored(bytes, time.nanos() + delay.toNanos());
        queue.add(stored);
        if (chance.strikes(chance.lostMessages)) {
            queue.add(stored);
        }
    }

    /** The queues of a channel, by writer. */
    Map<String, List<Stored>> of(Channel<?> channel) {
        return channels.getOrDefault(channel.name(), new TreeMap<>());
    }

    /** With the power goes what was not written back. */
    void losePower() {
        channels.values().forEach(writers -> writers.values().forEach(queue -> {
            int lost = chance.below(1 + Math.min(3, queue.size()));
            queue.subList(queue.size() - lost, queue.size()).clear();
        }));
    }

    /**
     * A message.
     *
     * @param visibleNs from when on readers see it, elapsed time
     */
    record Stored(byte[] bytes, long visibleNs) {}
}
