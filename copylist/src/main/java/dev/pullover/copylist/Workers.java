package dev.pullover.copylist;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that pull, a fixed number of them. Used by one thread, which hands out tasks and takes back attempts. */
final class Workers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(2);

    private final Puller puller;
    private final Parallelism parallelism;
    private final LongSupplier nanoTime;
    private final ExecutorService threads;
    private final CompletionService<List<Attempted>> attempts;
    private int inFlight;

    /**
     * @param threads are shut down with this
     * @param nanoTime elapsed time
     */
    Workers(Puller puller, Parallelism parallelism, ExecutorService threads, LongSupplier nanoTime) {
        this.puller = puller;
        this.parallelism = parallelism;
        this.nanoTime = nanoTime;
        this.threads = threads;
        this.attempts = new ExecutorCompletionService<>(threads);
    }

    /** How many tasks were handed out and have not come back. */
    int inFlight() {
        return inFlight;
    }

    /** Has tasks done by one thread: a large file by itself, small ones together. */
    void submit(List<Task> tasks) {
        inFlight += tasks.size();
        attempts.submit(() -> attempt(tasks));
    }

    private List<Attempted> attempt(List<Task> tasks) throws InterruptedException {
        long startNs = nanoTime.getAsLong();
        List<Attempted> ended = puller.attempt(tasks);
        if (tasks.size() > 1) {
            parallelism.brought(tasks.size(), nanoTime.getAsLong() - startNs);
        }
        return ended;
    }

    /** Attempts that have ended, waiting for some for at most {@code timeout}; empty if there are none. */
    List<Attempted> poll(Duration timeout) throws InterruptedException {
        Future<List<Attempted>> done = attempts.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (done == null) {
            return List.of();
        }
        List<Attempted> ended = result(done);
        inFlight -= ended.size();
        return ended;
    }

    /** The result of work that has ended; what it threw, if that was not an ordinary failure. */
    static <T> T result(Future<T> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("work on another thread failed", e.getCause());
        }
    }

    /** Interrupts what is under way; partial files stay, to be completed later. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(STOP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("some pulls did not end within {} s and are left alone", STOP_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Names threads for thread dumps; none of them keeps the process alive. */
    static ThreadFactory factory(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** A task and what trying it came to. */
    record Attempted(Task task, Attempt attempt) {}
}
