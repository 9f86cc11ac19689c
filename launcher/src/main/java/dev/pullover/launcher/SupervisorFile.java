package dev.pullover.launcher;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.state.AtomicFiles;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code supervisor.json}: what only the supervisor knows of the modules. It alone writes, when something has changed;
 * {@code status} and {@code stop} read. What it says holds for the supervisor of this process id only.
 */
final class SupervisorFile {
    private final Path file;
    private final ObjectMapper mapper = Json.prettyMapper();

    SupervisorFile(StateDirectory state) {
        this.file = state.root().resolve("supervisor.json");
    }

    /** What the supervisor {@code pid} wrote last; empty if that cannot be read or another one wrote it. */
    Optional<Content> read(long pid) throws IOException {
        try {
            return Optional.of(Json.read(mapper, Files.readAllBytes(file), Content.class))
                    .filter(content -> content.pid() == pid);
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
    }

    void write(Content content) throws IOException {
        AtomicFiles.replace(file, mapper.writeValueAsBytes(content));
    }

    /**
     * The whole file.
     *
     * @param format 1
     * @param pid of the supervisor
     * @param modules in the order of their start
     */
    record Content(int format, long pid, List<Module> modules) {
        static final int FORMAT = 1;

        Content {
            modules = List.copyOf(modules);
        }

        Optional<Module> module(String name) {
            return modules.stream()
                    .filter(module -> module.module().equals(name))
                    .findFirst();
        }
    }

    /**
     * One module.
     *
     * @param state as the supervisor sees it
     * @param pid 0 if there is no process
     * @param adopted whether it was running before the supervisor was
     * @param restarts how often this supervisor started it again
     * @param crashes how often it has ended since its last good run, if that is a crash loop, else 0
     * @param lastEnd how it ended the last time, or empty
     * @param restartAtMs when it is started again, milliseconds since 1970 UTC; 0 if it does not wait for that
     */
    record Module(
            String module,
            SupervisedState state,
            long pid,
            boolean adopted,
            int restarts,
            int crashes,
            String lastEnd,
            long restartAtMs) {
        Module {
            Objects.requireNonNull(module, "module");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(lastEnd, "lastEnd");
        }
    }
}
