package dev.pullover.common.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.message.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and replaces {@code servers.json}. testserver is the only writer; everyone reads. Thread-safe. */
public final class ServersFile {
    private final Path file;
    private final ObjectMapper mapper = Json.prettyMapper();

    public ServersFile(StateDirectory state) {
        this.file = state.serversJson();
    }

    /** The last content, or empty if there is none yet or it cannot be understood. */
    public Optional<Content> read() throws IOException {
        try {
            return Optional.of(Json.read(mapper, Files.readAllBytes(file), Content.class));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Says that no server may be used, and why, for stderr. */
    public String noServer() throws IOException {
        return "pullover: no server may be used: "
                + read().map(Content::summary).orElse("see the log");
    }

    /** Replaces the file, and returns when that is on disk: operators' orders must outlive a power cut. */
    public void write(Content content) throws IOException {
        AtomicFiles.replaceDurably(file, mapper.writeValueAsBytes(content));
    }

    /**
     * The whole file.
     *
     * @param format 1
     * @param verdict the last one given
     * @param servers in the order of the configuration
     * @param forcedServer server that an operator switched to, or empty
     * @param forcedUntilNs until when that holds, nanoseconds since 1970 UTC, 0 if without end
     * @param catalogs the line of catalogs that the servers follow, each continued by the next one
     * @param lastFailover null if there was none yet
     */
    public record Content(
            int format,
            Verdict verdict,
            List<ServerRecord> servers,
            String forcedServer,
            long forcedUntilNs,
            List<CatalogRecord> catalogs,
            @Nullable FailoverRecord lastFailover) {
        /** The format that this version writes. */
        public static final int FORMAT = 1;

        public Content {
            Objects.requireNonNull(verdict, "verdict");
            Objects.requireNonNull(forcedServer, "forcedServer");
            servers = List.copyOf(servers);
            catalogs = List.copyOf(catalogs);
        }

        /** All servers, each with its state and the reason for it, in one line: why none may be used, say. */
        public String summary() {
            return servers.stream().map(ServerRecord::summary).collect(Collectors.joining("; "));
        }
    }
}
