package dev.pullover.log;

import dev.pullover.common.queue.ReaderPosition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides at the start where to go on reading. The text file is written before the JSON file, so
 *
 * <ul>
 *   <li>a file that has not all of the batch: it was not written; both files are cut back, and it is read again;
 *   <li>both have all of it: it was written, whatever the journal knows.
 * </ul>
 *
 * <p>A file that was removed, compressed or emptied by others says nothing; if neither says anything, the batch is
 * written again: twice is better than never.
 */
final class Recovery {
    private Recovery() {}

    /**
     * Where to go on, by writer, after {@code last}; cuts back what was written by half.
     *
     * @param files where the log files are
     */
    static Map<String, ReaderPosition> positionsAfter(Optional<Journal.Entry> last, FileSystem files)
            throws IOException {
        if (last.isEmpty()) {
            return Map.of();
        }
        Journal.Entry entry = last.get();
        if (entry.written() || isWritten(progress(entry.text(), files), progress(entry.json(), files))) {
            return entry.after();
        }
        undo(entry, files);
        return entry.before();
    }

    /** Cuts both files back to where they ended before the batch. */
    static void undo(Journal.Entry entry, FileSystem files) throws IOException {
        cutBack(entry.text(), files);
        cutBack(entry.json(), files);
    }

    private static boolean isWritten(Progress text, Progress json) {
        boolean partly = text == Progress.PART || json == Progress.PART;
        return !partly && (text == Progress.WHOLE || json == Progress.WHOLE);
    }

    private static Progress progress(Journal.Span span, FileSystem files) throws IOException {
        Optional<Path> file = find(span, files);
        if (file.isEmpty()) {
            return Progress.UNKNOWN;
        }
        long length = Files.size(file.get());
        if (length < span.from()) {
            return Progress.UNKNOWN;
        }
        return length < span.to() ? Progress.PART : Progress.WHOLE;
    }

    private static void cutBack(Journal.Span span, FileSystem files) throws IOException {
        Optional<Path> file = find(span, files);
        if (file.isEmpty()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.WRITE)) {
            long length = channel.size();
            // Longer than we would have made it: others write there too, and what is theirs stays.
            if (length > span.from() && length <= span.to()) {
                channel.truncate(span.from());
            }
        }
    }

    /** The file, also if it was renamed since, as logrotate does. */
    private static Optional<Path> find(Journal.Span span, FileSystem files) throws IOException {
        Path file = files.getPath(span.file());
        if (Files.exists(file) && LogFile.inode(file) == span.inode()) {
            return Optional.of(file);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        String name = file.getFileName().toString();
        try (Stream<Path> siblings = Files.list(folder)) {
            for (Path sibling : (Iterable<Path>) siblings::iterator) {
                if (sibling.getFileName().toString().startsWith(name) && LogFile.inode(sibling) == span.inode()) {
                    return Optional.of(sibling);
                }
            }
        }
        return Optional.empty();
    }

    /** How much of the batch a file has. */
    private enum Progress {
        PART,
        WHOLE,
        UNKNOWN
    }
}
