package dev.pullover.log;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.queue.ReaderPosition;
import dev.pullover.common.state.AtomicFiles;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code log.positions}: what is about to be written where, so that a start after a crash can tell whether it
 * was. See docs/formats.md. One thread.
 */
final class Journal {
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final Path file;
    private final ObjectMapper mapper = Json.mapper();

    Journal(Path file) {
        this.file = file;
    }

    /**
     * What was kept last; empty if there is nothing, or nothing that can be understood.
     *
     * @throws PulloverException (usage) if a newer version wrote it
     */
    Optional<Entry> read() throws IOException {
        try {
            Entry entry = Json.read(mapper, Files.readAllBytes(file), Entry.class);
            if (entry.format() > Entry.FORMAT) {
                throw new PulloverException(
                        ExitCode.USAGE,
                        file + " is of format " + entry.format() + ", this Pullover knows up to " + Entry.FORMAT
                                + ": install the newer Pullover again, or move the file away");
            }
            return Optional.of(entry);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException e) {
            log.warn("{} is damaged: lines that are still in the queues are written again", file.getFileName());
            return Optional.empty();
        }
    }

    void write(Entry entry) throws IOException {
        AtomicFiles.replace(file, mapper.writeValueAsBytes(entry));
    }

    /**
     * One batch.
     *
     * @param format 1
     * @param written whether the batch is known to be in both files
     * @param before where reading stood before the batch, by writer
     * @param after where it stands behind it
     * @param text what becomes of the text file
     * @param json what becomes of the JSON file
     */
    record Entry(
            int format,
            boolean written,
            Map<String, ReaderPosition> before,
            Map<String, ReaderPosition> after,
            Span text,
            Span json) {
        static final int FORMAT = 1;

        Entry {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(json, "json");
            before = Map.copyOf(before);
            after = Map.copyOf(after);
        }

        Entry asWritten() {
            return new Entry(format, true, before, after, text, json);
        }
    }

    /**
     * A piece of a file.
     *
     * @param file absolute path
     * @param inode number of the file, which it keeps when it is renamed
     * @param from length before the batch, bytes
     * @param to length behind it
     */
    record Span(String file, long inode, long from, long to) {
        Span {
            Objects.requireNonNull(file, "file");
        }
    }
}
