package dev.pullover.common.message;

import java.util.List;

/**
 * A kind of queue: what it is called, what it carries, and how large it may grow.
 *
 * @param name folder below {@code queues/}
 * @param codec layout of its messages
 * @param ringCapacity messages that may wait in a writing process; more are dropped and counted
 * @param budgetBytes what one writer's queue may take on disk; over it the oldest cycles go
 */
public record Channel<T>(String name, MessageCodec<T> codec, int ringCapacity, long budgetBytes) {
    private static final long MIB = 1 << 20;

    public static final Channel<Verdict> VERDICT = new Channel<>("verdict", new VerdictCodec(), 1 << 10, 16 * MIB);
    public static final Channel<Fault> FAULT = new Channel<>("fault", new FaultCodec(), 1 << 10, 16 * MIB);
    public static final Channel<Wanted> WANTED = new Channel<>("wanted", new WantedCodec(), 1 << 14, 64 * MIB);
    public static final Channel<StatUpdate> STAT = new Channel<>("stat", new StatUpdateCodec(), 1 << 10, 64 * MIB);
    public static final Channel<LogLine> LOG = new Channel<>("log", new LogLineCodec(), 1 << 16, 512 * MIB);

    /** All of them. */
    public static List<Channel<?>> all() {
        return List.of(VERDICT, FAULT, WANTED, STAT, LOG);
    }
}
