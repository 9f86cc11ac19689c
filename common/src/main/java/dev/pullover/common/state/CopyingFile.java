package dev.pullover.common.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads and replaces {@code copying.json}: what copylist is pulling at the moment. copylist is the only writer, at most
 * twice a second, and removes the file when it is idle; everyone reads. A killed copylist leaves the file behind, so
 * readers look at {@link Content#pid} or {@link Content#updatedNs}. Thread-safe.
 */
public final class CopyingFile {
    private final Path file;
    private final ObjectMapper mapper = Json.mapper();

    public CopyingFile(StateDirectory state) {
        this.file = state.copyingJson();
    }

    /** What is being pulled; empty if nothing is. */
    public Optional<Content> read() throws IOException {
        try {
            return Optional.of(Json.read(mapper, Files.readAllBytes(file), Content.class));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Replaces the file by rename. */
    public void write(Content content) throws IOException {
        AtomicFiles.replace(file, mapper.writeValueAsBytes(content));
    }

    /** Nothing is being pulled any more. */
    public void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /**
     * The whole file.
     *
     * @param format 1
     * @param pid of the process that pulls
     * @param updatedNs when this was written, nanoseconds since 1970 UTC
     * @param startedNs when copying began after the last idle moment, nanoseconds since 1970 UTC
     * @param doneFiles files settled since then: copied, found in place, or put aside
     * @param doneBytes bytes received since then
     * @param leftFiles files that are owed still, those in flight among them
     * @param leftBytes bytes that are to be received still
     * @param bytesPerSecond received in the last seconds, on average
     * @param remainingMs estimate of how long it will take from now, milliseconds; -1 if there is none yet
     * @param inFlight files being pulled, the longest under way first; at most {@link #MAX_IN_FLIGHT}
     */
    public record Content(
            int format,
            long pid,
            long updatedNs,
            long startedNs,
            long doneFiles,
            long doneBytes,
            long leftFiles,
            long leftBytes,
            long bytesPerSecond,
            long remainingMs,
            List<InFlight> inFlight) {
        /** The format that this version writes. */
        public static final int FORMAT = 1;

        /** More files in flight than this are not listed. */
        public static final int MAX_IN_FLIGHT = 64;

        public Content {
            inFlight = List.copyOf(inFlight);
        }
    }

    /**
     * A file being pulled.
     *
     * @param path escaped
     * @param server it comes from
     * @param size bytes
     * @param doneBytes of them that are here, also from earlier tries
     * @param startedNs when this pull began, nanoseconds since 1970 UTC
     */
    public record InFlight(String path, String server, long size, long doneBytes, long startedNs) {
        public InFlight {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(server, "server");
        }
    }
}
