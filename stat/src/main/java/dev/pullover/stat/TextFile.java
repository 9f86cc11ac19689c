package dev.pullover.stat;

import dev.pullover.common.state.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics as a file for node_exporter's textfile collector, which reads whatever ends with {@code .prom} and must
 * never meet half of it. One thread.
 */
final class TextFile {
    private static final Logger log = LoggerFactory.getLogger(TextFile.class);

    private final Path file;
    private boolean failing;

    TextFile(Path file) {
        this.file = file;
    }

    /** Replaces the file. What prevents it is logged once, and tried again the next time. */
    void write(Snapshot snapshot) {
        try {
            AtomicFiles.replace(file, PrometheusDump.bytes(snapshot));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                log.error(
                        "[stat] textfile {} cannot be written: {}; check its directory and owner", file, e.toString());
            }
            failing = true;
        }
    }
}
