package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.module.ModuleProcess;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The supervisor as a process: holds its lock, supervises until TERM or INT, ends when the modules have ended. */
final class ForegroundSupervision {
    private static final Logger log = LoggerFactory.getLogger(ForegroundSupervision.class);

    private final Environment environment;
    private final CountDownLatch ended = new CountDownLatch(1);

    ForegroundSupervision(Environment environment) {
        this.environment = environment;
    }

    ExitCode run() throws InterruptedException {
        Script script = Script.ofThisProcess();
        try (ModuleProcess process = ModuleProcess.forModule(environment.config(), ModuleName.LAUNCHER)) {
            // The JVM ends when its shutdown hooks have: this one lets the loop below stop the modules first.
            Thread hook = new Thread(() -> stopAndWait(process), "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            log.info("supervisor started, pid {}", ProcessHandle.current().pid());
            Supervisor supervisor =
                    new Supervisor(script, environment.config().file(), environment.state(), System::nanoTime);
            supervisor.start();
            supervisor.superviseUntil(process::isStopping);
        } finally {
            ended.countDown();
        }
        return ExitCode.OK;
    }

    private void stopAndWait(ModuleProcess process) {
        process.requestStop();
        try {
            ended.await(Supervisor.STOP_TIMEOUT.multipliedBy(3).toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
