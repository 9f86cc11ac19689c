package dev.pullover.launcher;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Where a module's process prints to: what happens before its log works, or after, and its warnings. One thread. */
final class OutputFile {
    static final long MAX_BYTES = 1 << 20;

    private final Path path;

    OutputFile(StateDirectory state, ModuleName name) {
        this.path = state.root().resolve(name.word() + ".out");
    }

    /** By the word for a module, or for the supervisor, whose file has the name of the launcher. */
    static OutputFile of(StateDirectory state, String module) {
        return new OutputFile(state, ModuleName.ofWord(module).orElse(ModuleName.LAUNCHER));
    }

    File file() {
        return path.toFile();
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /**
     * Empties a file of more than {@value #MAX_BYTES} bytes, after copying it to {@code FILE.1}: a module may run, and warn,
     * for years. The process has it open and goes on at the new end. Lines of that moment may be missing, but the log has them.
     */
    void bound() throws IOException {
        if (path.toFile().length() <= MAX_BYTES) {
            return;
        }
        Path old = path.resolveSibling(path.getFileName() + ".1");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            Files.copy(path, old, StandardCopyOption.REPLACE_EXISTING);
            channel.truncate(0);
        }
    }
}
