package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.module.ModuleProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The supervisor as a process: holds its lock, supervises until TERM or INT, ends when the modules have ended. */
final class ForegroundSupervision {
    private static final Logger log = LoggerFactory.getLogger(ForegroundSupervision.class);

    private final Environment environment;

    ForegroundSupervision(Environment environment) {
        this.environment = environment;
    }

    ExitCode run() throws InterruptedException {
        Script script = Script.ofThisProcess();
        Path config = environment.config().file();
        long pid = ProcessHandle.current().pid();
        try (ModuleProcess process = ModuleProcess.forDaemon(
                        environment.config(), ModuleName.LAUNCHER, Supervisor.ALL_STOP_TIMEOUT);
                ServiceManager manager = ServiceManager.of(System.getenv(), pid, System::nanoTime)) {
            log.info("supervisor started, pid {}", pid);
            Semaphore wake = new Semaphore(0);
            Supervisor supervisor =
                    new Supervisor(script, config, process.state(), Clock.systemUTC(), System::nanoTime, wake::release);
            new Supervision(process, config, supervisor, manager, System::nanoTime, wake).run();
        }
        return ExitCode.OK;
    }
}
