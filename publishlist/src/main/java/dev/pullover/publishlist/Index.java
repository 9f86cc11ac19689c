package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
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
