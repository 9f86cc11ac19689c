package dev.pullover.launcher;

import dev.pullover.common.metrics.ProcessMemory;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code status} knows of a module, or of the supervisor.
 *
 * @param state {@code running}, {@code starting}, {@code waiting} to be started again, {@code crash-loop}: the same after it
 *     ended several times, or {@code stopped}
 * @param pid 0 if it does not run
 * @param since ISO 8601, or empty
 * @param version of Pullover, or empty
 * @param restarts how often the present supervisor has started it again
 * @param crashes how often it has ended since its last good run, if that is a crash loop, else 0
 * @param lastEnd how it ended the last time under the present supervisor, or empty
 * @param restartAt when it is started again, ISO 8601, or empty
 * @param residentBytes null if not known
 * @param proportionalBytes null if not known
 * @param lastMessage its last line in the log, or empty
 */
record ModuleReport(
        String module,
        String state,
        boolean running,
        long pid,
        String since,
        String version,
        int restarts,
        int crashes,
        String lastEnd,
        String restartAt,
        @Nullable Long residentBytes,
        @Nullable Long proportionalBytes,
        String lastMessage) {
    /** What its lock, its supervisor, the system and the log say. */
    static ModuleReport of(ModuleStatus status, Optional<SupervisorFile.Module> supervised, String lastMessage) {
        ProcessMemory memory = ProcessMemory.of(status.pid());
        return new ModuleReport(
                status.module(),
                status.running()
                        ? "running"
                        : supervised.map(ModuleReport::word).orElse("stopped"),
                status.running(),
                status.pid(),
                status.since(),
                status.version(),
                supervised.map(SupervisorFile.Module::restarts).orElse(0),
                supervised.map(SupervisorFile.Module::crashes).orElse(0),
                supervised.map(SupervisorFile.Module::lastEnd).orElse(""),
                supervised
                        .filter(module -> module.restartAtMs() > 0)
                        .map(module ->
                                Instant.ofEpochMilli(module.restartAtMs()).toString())
                        .orElse(""),
                memory.resident().isPresent() ? memory.resident().getAsLong() : null,
                memory.proportional().isPresent() ? memory.proportional().getAsLong() : null,
                lastMessage);
    }

    private static String word(SupervisorFile.Module module) {
        return switch (module.state()) {
            case STARTING -> "starting";
            case WAITING -> module.crashes() > 0 ? "crash-loop" : "waiting";
            // It has ended, and the supervisor has not looked yet.
            case RUNNING -> "waiting";
            case STOPPED, KILLED -> "stopped";
        };
    }
}
