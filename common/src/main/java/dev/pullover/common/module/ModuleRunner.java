package dev.pullover.common.module;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.state.Control;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a module until it is told to stop: the loop of steps, requests, signals, and an end in bounded time. */
final class ModuleRunner {
    private static final Logger log = LoggerFactory.getLogger(ModuleRunner.class);
    private static final long REQUEST_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Module module;
    private final ModuleProcess process;
    private final Control control;
    private final IdleStrategy idle = new IdleStrategy();
    private ModuleContext context;
    private Agent agent;
    private long lastRequestsNs;

    ModuleRunner(Module module, ModuleProcess process, ModuleContext context) {
        this.module = module;
        this.process = process;
        this.context = context;
        this.control = new Control(context.state(), module.name());
        this.agent = module.open(context);
        this.lastRequestsNs = context.nanoTime().getAsLong();
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
            log.error(
                    "{} ends because of an unexpected failure: {}",
                    module.name().word(),
                    e.toString());
            throw e;
        } finally {
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
        work += answerRequests();
        process.report(module.name());
        idle.idle(work);
    }

    private int answerRequests() {
        long now = context.nanoTime().getAsLong();
        if (now - lastRequestsNs < REQUEST_INTERVAL_NS) {
            return 0;
        }
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
