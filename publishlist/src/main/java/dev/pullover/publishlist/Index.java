package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.path.FilePath;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.commons.io.input.ReversedLinesFileReader;
import org.jspecify.annotations.Nullable;

/**
 * The file in which the publisher remembers the sources of what it offers, so that unchanged ones need
 * not be read. Text, sorted by path, read and written in one stream, replaced as a whole.
 *
 * <pre>
 * pullover index 1
 * ctime-ns TAB inode TAB catalog line          for each offered file, see {@link IndexEntry}
 * end TAB …                                    see {@link IndexMark}
 * </pre>
 *
 * <p>Only an optimisation: it can be made again from the catalog, see {@link IndexRebuild}.
 */
final class Index {
    private static final String TITLE = "pullover index 1";
    /** What an entry has before its catalog line, at most: two numbers of 64 bits, two tabs. */
    private static final int ENTRY_EXTRA_BYTES = 48;
    /** Two lines of usual length. */
    private static final int PROBE_BYTES = 1024;

    private final Path file;
    private final Path next;
    private final FileOps files;

    Index(Path state, FileOps files) {
        this.file = state.resolve("publishlist.index");
        this.next = state.resolve("publishlist.index.new");
        this.files = files;
    }

    Path file() {
        return file;
    }

    /** Up to where it goes; empty if there is none, or none that can be used. */
    Optional<IndexMark> mark() throws IOException {
        try (ReversedLinesFileReader lines = ReversedLinesFileReader.builder()
                .setPath(file)
                .setCharset(StandardCharsets.US_ASCII)
                .get()) {
            String last = lines.readLine();
            return last == null ? Optional.empty() : Optional.of(IndexMark.parse(last));
        } catch (NoSuchFileException | CatalogFormatException e) {
            return Optional.empty();
        }
    }

    Reader read() throws IOException {
        return new Reader(file);
    }

    /** The index for single entries. */
    Lookup lookup() throws IOException {
        return new Lookup(file);
    }

    /**
     * A new index.
     *
     * @param known the one before, being read
     */
    Writer write(Reader known) {
        return new Writer(known);
    }

    /** A new index that has nothing of one before. */
    Writer write() {
        return new Writer(null);
    }

    /** Makes the index useless, so that it is made again. */
    void discard() throws IOException {
        files.delete(file);
    }

    /** Finds single entries by halving, since they are sorted. */
    static final class Lookup implements AutoCloseable {
        private final FileChannel in;
        /** Room for the rest of one line and a whole one. */
        private final ByteBuffer buffer = ByteBuffer.allocate(2 * (CatalogLine.MAX_BYTES + ENTRY_EXTRA_BYTES));

        private Lookup(Path file) throws IOException {
            in = FileChannel.open(file, StandardOpenOption.READ);
        }

        /** The entry of {@code path}, or null. */
        @Nullable
        IndexEntry find(FilePath path) throws IOException {
            // The line looked for, if any, begins in [low, high).
            long low = TITLE.length() + 1;
            long high = in.size();
            while (low < high) {
                long middle = (low + high) >>> 1;
                // The first line that begins at middle or later; the line before ends with the byte before it.
                String found = lineAfter(middle - 1);
                IndexEntry entry = found.isEmpty() || IndexMark.isMark(found) ? null : IndexEntry.parse(found);
                int order = entry == null ? -1 : path.compareTo(entry.path());
                if (order == 0) {
                    return entry;
                }
                if (order < 0) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        /** The line behind the first line feed at {@code offset} or later; empty at the end. */
        private String lineAfter(long offset) throws IOException {
            buffer.clear().limit(PROBE_BYTES);
            int start = -1;
            int end = -1;
            while (end < 0 && buffer.hasRemaining() && in.read(buffer, offset + buffer.position()) >= 0) {
                start = start >= 0 ? start : indexAfterLineFeed(0);
                end = start < 0 ? -1 : Math.max(-1, indexAfterLineFeed(start) - 1);
                buffer.limit(buffer.position() < buffer.limit() ? buffer.limit() : buffer.capacity());
            }
            return end < 0 ? "" : new String(buffer.array(), start, end - start, StandardCharsets.US_ASCII);
        }

        /** Behind the first line feed from {@code from} on among what was read, or -1. */
        private int indexAfterLineFeed(int from) {
            for (int i = from; i < buffer.position(); i++) {
                if (buffer.get(i) == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }
    }

    /** The entries of an index, in order. */
    static final class Reader implements AutoCloseable {
        private final BufferedReader in;
        private final Path file;
        private long entries;
        private long offset;

        private Reader(Path file) throws IOException {
            this.file = file;
            this.in = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
            if (!TITLE.equals(in.readLine())) {
                in.close();
                throw new CatalogFormatException(file + " does not begin with '" + TITLE + "'");
            }
            offset = TITLE.length() + 1;
        }

        /**
         * The next entry, or null at the end.
         *
         * @throws CatalogFormatException if the index is not what was written
         */
        @Nullable
        IndexEntry next() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new CatalogFormatException(file + " is cut after " + entries + " entries");
            }
            if (!IndexMark.isMark(line)) {
                entries++;
                offset += line.length() + 1;
                return IndexEntry.parse(line);
            }
            if (IndexMark.parse(line).entries() != entries) {
                throw new CatalogFormatException(file + " has " + entries + " entries, its end says otherwise");
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /**
     * Takes the entries of a new index, in order. Nothing is written before the first one that differs from the index
     * before, and it has no effect unless {@link #replace} is called.
     */
    final class Writer implements AutoCloseable {
        private final @Nullable Reader known;
        private @Nullable BufferedWriter out;
        private long entries;
        /** How much of the index before is the same, while {@link #out} is not there. */
        private long sameBytes;

        private Writer(@Nullable Reader known) {
            this.known = known;
            this.sameBytes = TITLE.length() + 1;
        }

        /** Adds the entry last read from the index before, as it is. */
        void keep(IndexEntry entry) throws IOException {
            if (out != null || known == null) {
                add(entry);
                return;
            }
            entries++;
            sameBytes = known.offset;
        }

        /** Adds an entry that is new or has changed. */
        void add(IndexEntry entry) throws IOException {
            BufferedWriter begun = begin();
            begun.write(entry.format());
            begun.write('\n');
            entries++;
        }

        /** Leaves out the entry last read from the index before. */
        void drop() throws IOException {
            begin();
        }

        /** Ends the index, as that of {@code head}, and puts it in place of the one before, if it differs from that. */
        void replace(CatalogHead head) throws IOException {
            if (out == null && known != null) {
                return;
            }
            try (BufferedWriter begun = begin()) {
                begun.write(IndexMark.of(entries, head).format());
                begun.write('\n');
            }
            files.force(next);
            files.rename(next, file);
            files.forceDirectory(file.getParent());
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
                Files.deleteIfExists(next);
            }
        }

        private BufferedWriter begin() throws IOException {
            if (out == null) {
                Files.writeString(next, known == null ? TITLE + "\n" : "", StandardCharsets.US_ASCII);
                if (known != null) {
                    copySame();
                }
                out = Files.newBufferedWriter(next, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
            }
            return out;
        }

        private void copySame() throws IOException {
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
                    FileChannel to = FileChannel.open(next, StandardOpenOption.WRITE)) {
                long copied = 0;
                while (copied < sameBytes) {
                    copied += from.transferTo(copied, sameBytes - copied, to);
                }
            }
        }
    }
}
