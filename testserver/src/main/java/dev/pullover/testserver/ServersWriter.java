package dev.pullover.testserver;

import dev.pullover.common.state.ServersFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code servers.json} on a thread of its own: each content is on disk before it takes the place of the one before,
 * which may take seconds on a busy disk, and no decision waits for that. Of contents that come faster than they can be
 * written, the newest counts. For one thread.
 */
final class ServersWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServersWriter.class);
    /** How long an order, or the end of the process, waits for the disk. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ServersFile file;
    private final ExecutorService thread;
    private final AtomicReference<ServersFile.@Nullable Content> next = new AtomicReference<>();
    private volatile boolean fails;

    /** @param thread writes; shut down with this */
    ServersWriter(ServersFile file, ExecutorService thread) {
        this.file = file;
        this.thread = thread;
    }

    /** Writes soon. */
    void write(ServersFile.Content content) {
        if (next.getAndSet(content) == null) {
            thread.execute(this::writeNext);
        }
    }

    /** Waits until all is on disk; gives up, and says so, when that takes too long. */
    boolean sync() {
        try {
            thread.submit(() -> {}).get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            return !fails;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends; what waits is still written. */
    @Override
    public void close() {
        if (!sync()) {
            log.warn(
                    "servers.json is not written within {} s, so a restart may not know the last states",
                    PATIENCE.toSeconds());
        }
        thread.shutdownNow();
    }

    private void writeNext() {
        ServersFile.Content content = next.getAndSet(null);
        if (content == null) {
            return;
        }
        try {
            file.write(content);
            fails = false;
        } catch (IOException e) {
            if (!fails) {
                log.error(
                        "servers.json cannot be written, so a restart will not know the present states: {}",
                        e.toString());
            }
            fails = true;
        }
    }
}
