package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.Version;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One module's process, as the supervisor sees it: started, or found running; started again when it ends. One thread. */
final class SupervisedModule {
    private static final Logger log = LoggerFactory.getLogger(SupervisedModule.class);

    private final ModuleName name;
    private final Script script;
    private final Path config;
    private final StateDirectory state;
    private final OutputFile output;
    private final JvmCrashes crashes;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable onEnd;
    private final RestartDelay delay = new RestartDelay();
    private SupervisedState now = SupervisedState.STOPPED;
    private @Nullable ProcessHandle handle;
    private @Nullable Process child;
    private long startedNs;
    private long restartAtNs;
    private long restartAtMs;
    private int restarts;
    private String lastEnd = "";

    /** @param onEnd called on any thread when a process that was started here ends */
    SupervisedModule(
            ModuleName name,
            Script script,
            Path config,
            StateDirectory state,
            Clock clock,
            LongSupplier nanoTime,
            Runnable onEnd) {
        this.name = name;
        this.script = script;
        this.config = config;
        this.state = state;
        this.output = new OutputFile(state, name);
        this.crashes = JvmCrashes.in(state);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.onEnd = onEnd;
    }

    ModuleName name() {
        return name;
    }

    /** Takes over the process that runs already, for example after the supervisor was killed, or starts one. */
    void start() throws IOException {
        startedNs = nanoTime.getAsLong();
        Optional<ModuleLock.Holder> holder = ModuleLock.holder(state.lock(name));
        Optional<ProcessHandle> running = holder.flatMap(found -> ProcessHandle.of(found.pid()));
        if (running.isPresent()) {
            adopt(holder.get(), running.get());
            return;
        }
        if (holder.isPresent()) {
            throw new IOException(holder.get() + " holds " + state.lock(name)
                    + " and cannot be seen from here (another container?): end it there");
        }
        if (restarts == 0) {
            output.delete();
        }
        ProcessBuilder process = script.process(config, output.file(), name.word(), "run");
        crashes.takeFrom(process, name);
        child = process.start();
        handle = child.toHandle();
        child.onExit().thenRun(onEnd);
        now = SupervisedState.STARTING;
    }

    private void adopt(ModuleLock.Holder holder, ProcessHandle process) {
        handle = process;
        child = null;
        now = SupervisedState.RUNNING;
        log.info("{} runs already, pid {}: taken over", name.word(), process.pid());
        if (!holder.version().equals(Version.text())) {
            log.warn("{} is still of version {}: pullover restart", name.word(), holder.version());
        }
    }

    /** Of a child, whether its exit code is there yet: its handle knows of its end some moments earlier. */
    boolean isAlive() {
        return child == null ? handle != null && handle.isAlive() : child.isAlive();
    }

    /** Whether it has read its configuration and begun. */
    boolean isRunning() {
        return now == SupervisedState.RUNNING && isAlive();
    }

    boolean isStarting() {
        return now == SupervisedState.STARTING;
    }

    /** Whether it was running before this supervisor was, and is still that process. */
    boolean isAdopted() {
        return now == SupervisedState.RUNNING && child == null;
    }

    /** Looks at it, and starts it again when it has ended and the wait is over. */
    void tick() throws IOException {
        if (isAlive()) {
            lookAtLiving();
        } else if (handle != null) {
            noteEnd(ending());
        } else if (nanoTime.getAsLong() - restartAtNs >= 0) {
            restarts++;
            startAgain();
        }
    }

    private void lookAtLiving() throws IOException {
        if (now == SupervisedState.STARTING
                && ModuleLock.holder(state.lock(name))
                        .filter(holder -> holder.pid() == handle.pid())
                        .isPresent()) {
            now = SupervisedState.RUNNING;
        }
        try {
            output.bound();
        } catch (IOException e) {
            log.debug("{} stays as long as it is: {}", output.file(), e.toString());
        }
    }

    private void startAgain() throws IOException {
        try {
            start();
        } catch (IOException e) {
            noteEnd(e.getMessage());
            throw e;
        }
    }

    private void noteEnd(String why) {
        long at = nanoTime.getAsLong();
        Duration wait = delay.after(Duration.ofNanos(at - startedNs));
        lastEnd = why;
        log.warn("{} ended ({}); starting it again in {} s", name.word(), why, wait.toSeconds());
        if (delay.shortRuns() == RestartDelay.LOOP) {
            log.error("{} ends again and again, {} times now: see {}", name.word(), delay.shortRuns(), output.file());
        }
        handle = null;
        child = null;
        now = SupervisedState.WAITING;
        restartAtNs = at + wait.toNanos();
        restartAtMs = clock.millis() + wait.toMillis();
    }

    /** Asks it to end; {@link #awaitEnd} waits for that. */
    void terminate() {
        if (isAlive()) {
            handle.destroy();
        } else {
            handle = null;
            now = SupervisedState.STOPPED;
        }
    }

    /** Waits until it has ended; if it does not, it is killed. */
    void awaitEnd(Duration timeout) throws InterruptedException {
        if (handle == null) {
            return;
        }
        ProcessHandle ending = handle;
        if (ProcessEnd.await(ending, timeout)) {
            now = SupervisedState.STOPPED;
        } else {
            ending.destroyForcibly();
            now = SupervisedState.KILLED;
            log.warn("{} did not end within {} s and was killed", name.word(), timeout.toSeconds());
        }
        handle = null;
        child = null;
    }

    /** How it is, for the file. */
    SupervisorFile.Module report() {
        return new SupervisorFile.Module(
                name.word(),
                now,
                handle == null ? 0 : handle.pid(),
                isAdopted(),
                restarts,
                delay.isLoop() && now != SupervisedState.STOPPED && !hasRunWell() ? delay.shortRuns() : 0,
                lastEnd,
                now == SupervisedState.WAITING ? restartAtMs : 0);
    }

    private boolean hasRunWell() {
        return now == SupervisedState.RUNNING && nanoTime.getAsLong() - startedNs >= RestartDelay.GOOD_RUN.toNanos();
    }

    private String ending() {
        if (child == null) {
            return "it was not our child";
        }
        int status = child.exitValue();
        if (status > ProcessEnd.SIGNALLED) {
            Path report = crashes.report(name, Long.toString(child.pid()));
            return "killed by signal " + (status - ProcessEnd.SIGNALLED)
                    + (Files.exists(report) ? ": its JVM crashed, see crash/" + report.getFileName() : "");
        }
        return "exit code " + status + (status == ExitCode.ALREADY_RUNNING.number() ? ", it is running already" : "");
    }
}
