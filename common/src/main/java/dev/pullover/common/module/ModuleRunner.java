package dev.pullover.common.module;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.message.Channel;
import dev.pullover.common.state.Control;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a module until it is told to stop: the loop of steps, requests, signals, and an end in bounded time. */
final class ModuleRunner {
    private static final Logger log = LoggerFactory.getLogger(ModuleRunner.class);
    /** How often requests and queues are looked at though nothing was heard of them. */
    private static final long LOOK_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);
    /** The same where folders cannot be watched. */
    private static final long BLIND_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    /** What a start needed is garbage by then … */
    private static final long FIRST_TIDYING_NS = TimeUnit.SECONDS.toNanos(15);
    /** … and what work needed, now and then. */
    private static final long TIDYING_INTERVAL_NS = TimeUnit.MINUTES.toNanos(10);

    private final Module module;
    private final ModuleProcess process;
    private final Control control;
    private final IdleStrategy idle = new IdleStrategy();
    private final FolderWatch watch;
    private volatile boolean rung;
    private ModuleContext context;
    private Agent agent;
    private long lastRequestsNs;
    private long nextTidyingNs;

    ModuleRunner(Module module, ModuleProcess process, ModuleContext context) {
        this.module = module;
        this.process = process;
        this.context = context;
        this.control = new Control(context.state(), module.name());
        this.watch = FolderWatch.start(this::ring);
        this.agent = module.open(context);
        process.onWish(this::ring);
        this.lastRequestsNs = context.nanoTime().getAsLong();
        this.nextTidyingNs = lastRequestsNs + FIRST_TIDYING_NS;
    }

    ExitCode run() {
        log.info(
                "{} started, pid {}",
                module.name().word(),
                ProcessHandle.current().pid());
        try {
            while (!process.isStopping()) {
                step();
            }
            agent.finish();
        } catch (InterruptedException e) {
            // Only the end of our patience after TERM interrupts: what was under way is taken up at the next start.
            log.warn(
                    "{}: the step under way did not end within {} s and was broken off",
                    module.name().word(),
                    StopWatchdog.STEP_TIMEOUT.toSeconds());
        } catch (RuntimeException e) {
            log.error("{} ends because of an unexpected failure", module.name().word(), e);
            throw e;
        } finally {
            watch.close();
            agent.close();
        }
        log.info("{} stopped", module.name().word());
        return ExitCode.OK;
    }

    private void step() throws InterruptedException {
        if (process.takeReloadWish()) {
            Control.Answer answer = reload();
            if (!answer.done()) {
                log.error("{}", answer.message());
            }
        }
        int work = agent.doWork();
        work += listen();
        work += answerRequests();
        process.report(module.name());
        tidy();
        long longestNs = Math.min(agent.idleNs(), lookIntervalNs());
        idle.idle(work, work > 0 ? longestNs : Math.min(longestNs, process.reportDueInNs(module.name())));
    }

    /** Gives memory back to the system: the collector does so only when it runs, and an idle process gives it no cause. */
    private void tidy() {
        if (context.nanoTime().getAsLong() - nextTidyingNs >= 0) {
            nextTidyingNs = context.nanoTime().getAsLong() + TIDYING_INTERVAL_NS;
            System.gc();
        }
    }

    /** On any thread. */
    private void ring() {
        rung = true;
        idle.wake();
    }

    private long lookIntervalNs() {
        return watch.isComplete() ? LOOK_INTERVAL_NS : BLIND_INTERVAL_NS;
    }

    /**
     * Listens to where requests and messages come; an agent may have begun to read a queue since the last time. What came
     * before that was not heard, so it is work to look once more.
     */
    private int listen() {
        int added = watch.add(control.folder()) ? 1 : 0;
        for (Channel<?> channel : context.bus().channelsRead()) {
            added += watch.add(context.state().queue(channel.name())) ? 1 : 0;
        }
        if (added > 0) {
            rung = true;
        }
        return added;
    }

    private int answerRequests() {
        long now = context.nanoTime().getAsLong();
        if (!rung && now - lastRequestsNs < lookIntervalNs()) {
            return 0;
        }
        rung = false;
        lastRequestsNs = now;
        int answered = 0;
        try {
            for (Control.Request request : control.pending()) {
                control.answer(request.id(), request.verb().equals("reload") ? reload() : agent.onRequest(request));
                answered++;
            }
        } catch (IOException e) {
            log.warn("requests cannot be read or answered: {}", e.toString());
        }
        return answered;
    }

    /** Goes on with the new configuration, or with the old one if the new one is not good. */
    private Control.Answer reload() {
        Config before = context.config();
        try {
            Config loaded = ConfigLoader.load(before.file());
            if (!loaded.requireReplica().equals(before.requireReplica())) {
                return new Control.Answer(false, "not reloaded: [replica] has changed, which needs a restart");
            }
            agent.close();
            context = process.context(module.name(), loaded);
            agent = reopen(before);
            log.info("configuration reloaded from {}", loaded.file());
            return new Control.Answer(true, "reloaded " + loaded.file());
        } catch (PulloverException e) {
            return new Control.Answer(false, "configuration not reloaded, the old one stays: " + e.getMessage());
        }
    }

    private Agent reopen(Config before) {
        try {
            return module.open(context);
        } catch (PulloverException e) {
            context = process.context(module.name(), before);
            agent = module.open(context);
            throw e;
        }
    }
}
