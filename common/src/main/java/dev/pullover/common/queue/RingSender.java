package dev.pullover.common.queue;

import dev.pullover.common.message.Channel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded ring and the one thread that takes messages from it and appends them. */
final class RingSender<T> implements MessageSender<T>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RingSender.class);
    private static final int BATCH = 1024;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** Parts of the pause, between which the sender looks whether it is to end. */
    private static final int PAUSE_PARTS = 5;

    /** Between two wake-ups of the readers: many messages need not be many wake-ups. */
    private static final Duration ANNOUNCE_INTERVAL = Duration.ofMillis(2);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final BlockingQueue<Item<T>> ring;
    private final Supplier<MessageAppender<T>> opener;
    private final LongAdder refused = new LongAdder();
    private final AtomicLong appendFailures = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private boolean failing;
    /** How many of the dropped messages are gaps in the queue, now and when the appender was opened. */
    private long told;

    private long toldBefore;

    /** @param opener opens the queue; called on the sender's thread, so that a module need not wait for it */
    RingSender(Channel<T> channel, String name, Supplier<MessageAppender<T>> opener) {
        this.ring = new ArrayBlockingQueue<>(channel.ringCapacity());
        this.opener = opener;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean send(T message) {
        if (!closing && ring.offer(new Message<>(message))) {
            return true;
        }
        refused.increment();
        return false;
    }

    @Override
    public boolean flush(Duration timeout) throws InterruptedException {
        Mark<T> mark = new Mark<>(new CountDownLatch(1));
        long timeoutNs = timeout.toNanos();
        return ring.offer(mark, timeoutNs, TimeUnit.NANOSECONDS)
                && mark.reached().await(timeoutNs, TimeUnit.NANOSECONDS);
    }

    @Override
    public long dropped() {
        return refused.sum() + appendFailures.get();
    }

    /** Messages in the ring. */
    int waiting() {
        return ring.size();
    }

    /** Takes no more messages; what waits is still appended. */
    void beginClose() {
        closing = true;
        // Wakes the thread; where there is no room for this, it is awake.
        ring.offer(new Mark<>(new CountDownLatch(1)));
    }

    @Override
    public void close() {
        beginClose();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!isDone()) {
                appendUntilFailure();
            }
        } catch (InterruptedException e) {
            // Only close() interrupts, when the time for appending is over.
            refused.add(ring.size());
        }
    }

    private boolean isDone() {
        return closing && ring.isEmpty();
    }

    /** A queue that cannot be opened or written must not end the thread: what came is dropped, and it is tried again. */
    private void appendUntilFailure() throws InterruptedException {
        Queue<Item<T>> batch = new ArrayDeque<>(BATCH);
        toldBefore = told;
        try (MessageAppender<T> appender = opener.get()) {
            while (!isDone()) {
                batch.add(ring.take());
                do {
                    ring.drainTo(batch, BATCH);
                    append(appender, batch);
                } while (!ring.isEmpty());
                appender.announce();
                if (!closing) {
                    TimeUnit.NANOSECONDS.sleep(ANNOUNCE_INTERVAL.toNanos());
                }
            }
        } catch (RuntimeException | InternalError e) {
            // An InternalError is what the JVM mostly makes of memory that is mapped from a disk which has failed.
            ring.drainTo(batch);
            batch.forEach(this::drop);
            tellFailure(e.getMessage());
            pauseAfterFailure();
        }
    }

    /** Once, until a message was appended again. */
    private void tellFailure(@Nullable String why) {
        if (!failing) {
            failing = true;
            log.warn("{}: messages are dropped until it works again: {}", thread.getName(), why);
        }
    }

    private void drop(Item<T> item) {
        if (item instanceof Mark<T> mark) {
            mark.reached().countDown();
        } else {
            refused.increment();
        }
    }

    private void pauseAfterFailure() throws InterruptedException {
        for (int i = 0; i < PAUSE_PARTS && !closing; i++) {
            TimeUnit.NANOSECONDS.sleep(
                    PAUSE_AFTER_FAILURE.dividedBy(PAUSE_PARTS).toNanos());
        }
    }

    private void append(MessageAppender<T> appender, Queue<Item<T>> batch) {
        appender.skip(dropped() - toldBefore - appender.skipped());
        for (Item<T> item = batch.peek(); item != null; item = batch.peek()) {
            if (item instanceof Message<T> message) {
                append(appender, message.content());
            } else if (item instanceof Mark<T> mark) {
                mark.reached().countDown();
            }
            batch.remove();
        }
    }

    private void append(MessageAppender<T> appender, T message) {
        if (appender.append(message)) {
            told = toldBefore + appender.skipped();
            failing = false;
        } else {
            appendFailures.incrementAndGet();
            tellFailure("less free space on the disk than is to be left, or the queue is larger than it may be");
        }
    }

    private sealed interface Item<T> permits Message, Mark {}

    private record Message<T>(T content) implements Item<T> {}

    private record Mark<T>(CountDownLatch reached) implements Item<T> {}
}
