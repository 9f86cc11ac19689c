package dev.pullover.launcher;

import dev.pullover.common.metrics.ProcessMemory;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code status} knows of a module, or of the supervisor.
 *
 * @param state {@code running}, {@code starting}, {@code waiting} to be started again, {@code crash-loop}: it has ended several
 *     times and not run well since, though it may be running at this moment; or {@code stopped}
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
    private static final String CRASH_LOOP = "crash-loop";

    /** What its lock, its supervisor, the system and the log say. */
    static ModuleReport of(ModuleStatus status, Optional<SupervisorFile.Module> supervised, String lastMessage) {
        ProcessMemory memory = ProcessMemory.of(status.pid());
        return new ModuleReport(
                status.module(),
                state(status, supervised),
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

    private static String state(ModuleStatus status, Optional<SupervisorFile.Module> supervised) {
        if (supervised.filter(module -> module.crashes() > 0).isPresent()) {
            return CRASH_LOOP;
        }
        return status.running() ? "running" : supervised.map(ModuleReport::word).orElse("stopped");
    }

    boolean isWell() {
        return running && crashes == 0;
    }

    private static String word(SupervisorFile.Module module) {
        return switch (module.state()) {
            case STARTING -> "starting";
            // RUNNING: it has ended, and the supervisor has not looked yet.
            case WAITING, RUNNING -> "waiting";
            case STOPPED, KILLED -> "stopped";
        };
    }
}
