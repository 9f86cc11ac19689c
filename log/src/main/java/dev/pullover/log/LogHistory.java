package dev.pullover.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.input.ReversedLinesFileReader;

/** The last lines of a log file, also from the files that were put aside before it. One thread. */
final class LogHistory {
    private static final int MAX_TRIES = 100;
    private static final int MAX_LINE_BYTES = 4096;

    private final Path file;
    private final int limit;
    private final Predicate<String> filter;
    private final Predicate<String> tooOld;
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean reachedOld;

    /**
     * @param limit most lines wanted
     * @param filter whether a line is wanted
     * @param tooOld whether a line is so old that nothing before it can be wanted
     */
    LogHistory(Path file, int limit, Predicate<String> filter, Predicate<String> tooOld) {
        this.file = file;
        this.limit = limit;
        this.filter = filter;
        this.tooOld = tooOld;
    }

    /**
     * Reads back from the end.
     *
     * @return where the file ended, in bytes: what comes behind it is new
     * @throws NoSuchFileException if there is no log
     */
    long read() throws IOException {
        long end = readBackwards(file);
        Path aside = sibling(".0");
        if (isWanting() && Files.exists(aside)) {
            readBackwards(aside);
        }
        for (int number = 1; isWanting() && Files.exists(sibling("." + number + ".gz")); number++) {
            readCompressed(sibling("." + number + ".gz"));
        }
        return end;
    }

    /** The lines found, the oldest first. */
    Iterable<String> lines() {
        return lines;
    }

    private boolean isWanting() {
        return lines.size() < limit && !reachedOld;
    }

    /** Returns where the last whole line ends: behind it, a line may just be being written. */
    private long readBackwards(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            for (int i = 0; i < MAX_TRIES; i++) {
                long size = channel.size();
                ReversedLinesFileReader reader = ReversedLinesFileReader.builder()
                        .setChannel(channel)
                        .setCharset(StandardCharsets.UTF_8)
                        .get();
                // The reader does not tell where it takes the end to be.
                if (channel.size() == size) {
                    long end = endOfLastLine(channel, size);
                    readBackwards(reader, end < size);
                    return end;
                }
            }
            throw new IOException(path + " grows too fast to be read");
        }
    }

    private void readBackwards(ReversedLinesFileReader reader, boolean endsWithinLine) throws IOException {
        if (endsWithinLine) {
            reader.readLine();
        }
        for (String line = reader.readLine(); line != null && isWanting(); line = reader.readLine()) {
            if (tooOld.test(line)) {
                reachedOld = true;
            } else if (filter.test(line)) {
                lines.addFirst(line);
            }
        }
    }

    private static long endOfLastLine(FileChannel channel, long size) throws IOException {
        long from = Math.max(0, size - MAX_LINE_BYTES);
        ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
        IOUtils.read(channel.position(from), tail);
        for (int i = tail.position() - 1; i >= 0; i--) {
            if (tail.get(i) == '\n') {
                return from + i + 1;
            }
        }
        return from;
    }

    private void readCompressed(Path path) throws IOException {
        Deque<String> newest = new ArrayDeque<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                reachedOld |= tooOld.test(line);
                if (filter.test(line)) {
                    newest.addLast(line);
                }
                if (newest.size() > limit - lines.size()) {
                    newest.removeFirst();
                }
            }
        }
        newest.descendingIterator().forEachRemaining(lines::addFirst);
    }

    private Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
