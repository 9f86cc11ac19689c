package dev.pullover.launcher;

import dev.pullover.common.ModuleName;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.StateDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    private final LongSupplier nanoTime;
    private final RestartDelay delay = new RestartDelay();
    private @Nullable ProcessHandle handle;
    private @Nullable Process child;
    private long startedNs;
    private long restartAtNs;
    private int restarts;

    SupervisedModule(ModuleName name, Script script, Path config, StateDirectory state, LongSupplier nanoTime) {
        this.name = name;
        this.script = script;
        this.config = config;
        this.state = state;
        this.nanoTime = nanoTime;
    }

    ModuleName name() {
        return name;
    }

    int restarts() {
        return restarts;
    }

    /** Where the process's own output goes: what happens before its log works, or after. */
    static File output(StateDirectory state, ModuleName name) {
        return state.root().resolve(name.word() + ".out").toFile();
    }

    /** Takes over the process that runs already, for example after the supervisor was killed, or starts one. */
    void start() throws IOException {
        Optional<ProcessHandle> running =
                ModuleLock.holder(state.lock(name)).flatMap(holder -> ProcessHandle.of(holder.pid()));
        startedNs = nanoTime.getAsLong();
        if (running.isPresent()) {
            handle = running.get();
            child = null;
            log.info("{} runs already, pid {}: taken over", name.word(), handle.pid());
            return;
        }
        File output = output(state, name);
        if (restarts == 0) {
            Files.deleteIfExists(output.toPath());
        }
        child = script.process(config, output, name.word(), "run").start();
        handle = child.toHandle();
    }

    boolean isAlive() {
        return handle != null && handle.isAlive();
    }

    /** Whether it holds its lock: it has read its configuration and begun. */
    boolean isRunning() throws IOException {
        return isAlive() && ModuleLock.holder(state.lock(name)).isPresent();
    }

    /** Starts it again when it has ended and the wait is over. */
    void tick() throws IOException {
        if (isAlive()) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (handle != null) {
            Duration wait = delay.after(Duration.ofNanos(now - startedNs));
            log.warn("{} ended ({}); starting it again in {} s", name.word(), ending(), wait.toSeconds());
            handle = null;
            restartAtNs = now + wait.toNanos();
        } else if (now - restartAtNs >= 0) {
            restarts++;
            start();
        }
    }

    /** Asks it to end; {@link #awaitEnd} waits for that. */
    void terminate() {
        if (isAlive()) {
            handle.destroy();
        }
    }

    /**
     * Waits until it has ended.
     *
     * @return whether it ended by itself; if not, it was killed
     */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + timeout.toNanos();
        while (isAlive() && nanoTime.getAsLong() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        boolean ended = !isAlive();
        if (!ended) {
            handle.destroyForcibly();
            log.warn("{} did not end within {} s and was killed", name.word(), timeout.toSeconds());
        }
        return ended;
    }

    private String ending() {
        return child == null ? "it was not our child" : "exit code " + child.exitValue();
    }
}
