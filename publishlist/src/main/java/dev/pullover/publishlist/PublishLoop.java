package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.PublishConfig;
import dev.pullover.common.module.StopWatchdog;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes again and again. {@link #stop} and {@link #reload} may be called by any thread, the rest by one. */
final class PublishLoop {
    private static final Logger log = LoggerFactory.getLogger(PublishLoop.class);

    private final Supplier<PublishConfig> loader;
    private final PublisherContext context;
    private final Semaphore wakeUp = new Semaphore(0);
    private volatile boolean stopping;
    private volatile boolean reloadWanted;

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
        PublishConfig config = usable(loader.get());
        PublishWorker worker = open(config);
        try {
            log.info("publishlist started, pid {}", ProcessHandle.current().pid());
            while (!stopping) {
                await(worker.step());
                if (reloadWanted) {
                    reloadWanted = false;
                    config = reloaded(config);
                    worker.close();
                    worker = open(config);
                }
            }
        } catch (InterruptedException e) {
            if (!stopping) {
                throw e;
            }
            log.warn(
                    "the file under way took longer than {} s and was broken off",
                    StopWatchdog.STEP_TIMEOUT.toSeconds());
        } finally {
            worker.close();
        }
        log.info("publishlist stopped");
        return ExitCode.OK;
    }

    /** Ends the loop after the file under way; {@code worker}, which runs it, is interrupted if that takes too long. */
    void stop(Thread worker) {
        stopping = true;
        wakeUp.release();
        StopWatchdog.watch(worker);
    }

    /** Reads the configuration again, and then looks at everything. */
    void reload() {
        reloadWanted = true;
        wakeUp.release();
    }

    private PublishWorker open(PublishConfig config) {
        return new PublishWorker(config, context, () -> stopping, wakeUp::release);
    }

    private void await(long ns) throws InterruptedException {
        if (wakeUp.tryAcquire(ns, TimeUnit.NANOSECONDS)) {
            wakeUp.drainPermits();
        }
    }

    /** The new configuration, or the one before if the new one cannot be used. */
    private PublishConfig reloaded(PublishConfig before) {
        try {
            PublishConfig config = usable(loader.get());
            log.info("configuration reloaded");
            return config;
        } catch (PulloverException e) {
            log.error("configuration not reloaded, the old one stays: {}", e.getMessage());
            return before;
        }
    }

    private static PublishConfig usable(PublishConfig config) {
        Publisher.check(config);
        if (config.listFile().filter(PublishConfig.STANDARD_INPUT::equals).isPresent()) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[publish] list-file = \"-\" is for `publishlist once` only: a daemon reads its list again and again,"
                            + " so give it a file");
        }
        return config;
    }
}
