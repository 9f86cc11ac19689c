package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.PublishConfig;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes again and again. {@link #stop} and {@link #reload} may be called by any thread, the rest by one.
 *
 * <p>An outbox that cannot be used is tried again at each sweep: it may be a file system that is full, or not mounted yet.
 */
final class PublishLoop {
    private static final Logger log = LoggerFactory.getLogger(PublishLoop.class);
    /** How long the file under way may take after a stop; it is published by the next start then. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    private final Supplier<PublishConfig> loader;
    private final PublisherContext context;
    private final Semaphore wakeUp = new Semaphore(0);
    private volatile boolean stopping;
    private volatile boolean reloadWanted;
    private String lastFailure = "";

    /** @param loader reads the configuration, at the start and at each reload */
    PublishLoop(Supplier<PublishConfig> loader, PublisherContext context) {
        this.loader = loader;
        this.context = context;
    }

    /**
     * Runs until stopped.
     *
     * @throws PulloverException if the configuration cannot be used, or another publisher is running
     */
    ExitCode run() throws InterruptedException {
        PublishConfig config = loader.get();
        Publisher publisher = Publisher.openLogging(config, context);
        try {
            log.info("publishlist started, pid {}", ProcessHandle.current().pid());
            while (!stopping) {
                sweep(publisher);
                wakeUp.tryAcquire(config.interval().toNanos(), TimeUnit.NANOSECONDS);
                if (reloadWanted) {
                    reloadWanted = false;
                    config = reloaded(config);
                    publisher.close();
                    publisher = Publisher.openLogging(config, context);
                }
            }
        } catch (InterruptedException e) {
            if (!stopping) {
                throw e;
            }
            log.warn("the file under way took longer than {} s and was broken off", STOP_TIMEOUT.toSeconds());
        } finally {
            publisher.close();
        }
        log.info("publishlist stopped");
        return ExitCode.OK;
    }

    /** Ends the loop after the file under way; {@code worker}, which runs it, is interrupted if that takes too long. */
    void stop(Thread worker) {
        stopping = true;
        wakeUp.release();
        Thread watchdog = new Thread(() -> interruptLate(worker), "stop-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /** Reads the configuration again before the next sweep, which comes at once. */
    void reload() {
        reloadWanted = true;
        wakeUp.release();
    }

    private void sweep(Publisher publisher) throws InterruptedException {
        try {
            PublishReport report = publisher.publishOnce(() -> stopping);
            if (!lastFailure.isEmpty() || report.published() + report.deleted() > 0) {
                log.info("{}", report.summary());
            }
            lastFailure = "";
        } catch (PulloverException e) {
            String failure = String.valueOf(e.getMessage());
            if (!failure.equals(lastFailure)) {
                log.error("{}; tried again at each sweep", failure);
            }
            lastFailure = failure;
        }
    }

    /** The new configuration, or the one before if the new one cannot be used. */
    private PublishConfig reloaded(PublishConfig before) {
        try {
            PublishConfig config = loader.get();
            Publisher.check(config);
            log.info("configuration reloaded");
            return config;
        } catch (PulloverException e) {
            log.error("configuration not reloaded, the old one stays: {}", e.getMessage());
            return before;
        }
    }

    private static void interruptLate(Thread worker) {
        try {
            worker.join(STOP_TIMEOUT.toMillis());
            worker.interrupt();
        } catch (InterruptedException e) {
            // A daemon thread of a process that is ending: nobody is left to be told.
            Thread.currentThread().interrupt();
        }
    }
}
