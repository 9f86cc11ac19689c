package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.path.FilePath;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last line of each path, sorted by path, of catalogs larger than memory: sorts runs of {@value
 * #RUN_LINES} lines, writes them to files, and merges those.
 */
final class LatestLines implements AutoCloseable {
    /** Most lines kept in memory, about 20 MB. */
    static final int RUN_LINES = 50_000;
    /** What its temporary files are called, for removing those of a killed process. */
    static final String RUN_GLOB = "publishlist.sort.*";

    private static final String RUN_PREFIX = "publishlist.sort.";

    private final Path directory;
    private final int runLines;
    private final TreeMap<FilePath, CatalogLine> buffer = new TreeMap<>();
    private final List<Path> runs = new ArrayList<>();
    private final PriorityQueue<Run> merge =
            new PriorityQueue<>(Comparator.comparing((Run run) -> run.line().path())
                    .thenComparing(run -> run.line().seq()));
    private boolean merging;

    /** @param directory for temporary files */
    LatestLines(Path directory) {
        this(directory, RUN_LINES);
    }

    LatestLines(Path directory, int runLines) {
        this.directory = directory;
        this.runLines = runLines;
    }

    /** Adds a line, of a higher sequence than those of the same path before. */
    void add(CatalogLine line) {
        buffer.put(line.path(), line);
        if (buffer.size() >= runLines) {
            try {
                spill();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The next path's last line, or null at the end. Nothing is added after the first call. */
    @Nullable
    CatalogLine next() throws IOException {
        if (!merging) {
            merging = true;
            spill();
            for (Path run : runs) {
                advance(new Run(run));
            }
        }
        CatalogLine latest = null;
        while (!merge.isEmpty() && (latest == null || merge.peek().line().path().equals(latest.path()))) {
            Run run = merge.remove();
            latest = run.line();
            advance(run);
        }
        return latest;
    }

    @Override
    public void close() throws IOException {
        for (Run run : merge) {
            run.close();
        }
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
    }

    private void spill() throws IOException {
        Path run = Files.createTempFile(directory, RUN_PREFIX, null);
        runs.add(run);
        try (BufferedWriter out = Files.newBufferedWriter(run, StandardCharsets.US_ASCII)) {
            for (CatalogLine line : buffer.values()) {
                out.write(line.format());
                out.write('\n');
            }
        }
        buffer.clear();
    }

    private void advance(Run run) throws IOException {
        if (run.advance()) {
            merge.add(run);
        } else {
            run.close();
        }
    }

    private static final class Run {
        private final BufferedReader in;
        private @Nullable CatalogLine line;

        Run(Path file) throws IOException {
            in = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        }

        CatalogLine line() {
            if (line == null) {
                throw new IllegalStateException("not advanced");
            }
            return line;
        }

        boolean advance() throws CatalogFormatException, IOException {
            String text = in.readLine();
            line = text == null ? null : CatalogLine.parse(text);
            return line != null;
        }

        void close() throws IOException {
            in.close();
        }
    }
}
