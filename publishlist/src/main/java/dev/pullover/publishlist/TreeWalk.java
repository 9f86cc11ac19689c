package dev.pullover.publishlist;

import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree and delivers the regular files that match, in the order of their paths' bytes, as {@link
 * FilePath#compareTo} has it. Symbolic links are not followed. Memory is that of the names and stats in the
 * directories on the way down, about 120 bytes for each name, not of the tree.
 *
 * <p>What cannot be read is reported, and remembered: nothing may be concluded from not meeting what is
 * below, see {@link #isHidden}.
 */
final class TreeWalk {
    private final Set<Path> never;
    private final Problems problems;
    private final Set<FilePath> hidden = new HashSet<>();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private long skipped;

    /**
     * A walk from {@code root}.
     *
     * @param root an absolute path without symbolic links
     * @param wanted what to deliver
     * @param excludes what to leave out
     * @param never absolute paths of directories to leave out, without symbolic links
     */
    TreeWalk(Path root, GlobState wanted, GlobState excludes, Set<Path> never, Problems problems) {
        this.never = Set.copyOf(never);
        this.problems = problems;
        push(root, FilePath.of(""), wanted, excludes);
    }

    /** The next file, or null at the end. */
    @Nullable
    FoundFile next() {
        while (!frames.isEmpty()) {
            Frame frame = frames.getLast();
            if (frame.next == frame.entries.length) {
                frames.removeLast();
                continue;
            }
            Entry entry = frame.entries[frame.next];
            frame.entries[frame.next++] = null;
            FilePath name = entry.name();
            FilePath path = frame.path.child(name);
            if (!entry.stat.isDirectory()) {
                return new FoundFile(path, frame.directory, name, entry.stat);
            }
            String text = text(name);
            Path directory = PathBytes.resolve(frame.directory, name.bytes());
            push(directory, path, frame.wanted.enter(text), frame.excluded.enter(text));
        }
        return null;
    }

    /** Whether {@code path} may be there although the walk, which is past it, did not meet it. */
    boolean isHidden(FilePath path) {
        if (hidden.isEmpty()) {
            return false;
        }
        byte[] bytes = path.bytes();
        boolean found = hidden.contains(path) || hidden.contains(FilePath.of(""));
        for (int i = 0; i < bytes.length && !found; i++) {
            found = bytes[i] == '/' && hidden.contains(FilePath.ofBytes(Arrays.copyOf(bytes, i)));
        }
        return found;
    }

    /** Matching names so far that are no regular files: symbolic links, devices, pipes, sockets. */
    long skipped() {
        return skipped;
    }

    private void push(Path directory, FilePath path, GlobState wanted, GlobState excluded) {
        Frame frame = new Frame(directory, path, wanted, excluded);
        try {
            frame.entries = wanted.needsListing() ? list(frame) : look(frame);
            Arrays.sort(frame.entries, (a, b) -> Arrays.compareUnsigned(a.sortKey, b.sortKey));
            frames.addLast(frame);
        } catch (IOException | DirectoryIteratorException e) {
            hide(path, directory, e instanceof DirectoryIteratorException d ? d.getCause() : (IOException) e);
        }
    }

    private Entry[] list(Frame frame) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>(frame.wanted.requiredNames());
        try (DirectoryStream<Path> children = Files.newDirectoryStream(frame.directory)) {
            for (Path child : children) {
                FilePath name = FilePath.ofBytes(PathBytes.name(child));
                missing.remove(text(name));
                entry(frame, name, child).ifPresent(entries::add);
            }
        }
        missing.forEach(name -> missing(frame, FilePath.of(name)));
        return entries.toArray(Entry[]::new);
    }

    /** Instead of {@link #list} where all names are known: a file beside a million others is found at once. */
    private Entry[] look(Frame frame) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<String> required = new HashSet<>(frame.wanted.requiredNames());
        FileStat.of(frame.directory);
        for (String text : frame.wanted.names()) {
            FilePath name = FilePath.of(text);
            Path child = PathBytes.resolve(frame.directory, name.bytes());
            if (FileStat.ifExists(child).isPresent()) {
                entry(frame, name, child).ifPresent(entries::add);
            } else if (required.contains(text)) {
                missing(frame, name);
            }
        }
        return entries.toArray(Entry[]::new);
    }

    private Optional<Entry> entry(Frame frame, FilePath name, Path child) {
        String text = text(name);
        boolean asFile = frame.wanted.matches(text);
        boolean asDirectory = frame.wanted.leadsOn(text);
        boolean excluded = text.equals(FilePath.PRIVATE_DIRECTORY) || frame.excluded.matches(text);
        if (excluded || !asFile && !asDirectory) {
            return Optional.empty();
        }
        try {
            FileStat stat = FileStat.of(child);
            if (stat.isDirectory()) {
                boolean enter = asDirectory
                        && !never.contains(child)
                        && !frame.excluded.enter(text).takesAll();
                return enter ? Optional.of(Entry.of(name, stat)) : Optional.empty();
            }
            skipped += asFile && !stat.isFile() ? 1 : 0;
            return asFile && stat.isFile() ? Optional.of(Entry.of(name, stat)) : Optional.empty();
        } catch (NoSuchFileException e) {
            // Gone since its directory was listed: as if it had never been seen.
            return Optional.empty();
        } catch (IOException e) {
            hide(frame.path.child(name), child, e);
            return Optional.empty();
        }
    }

    private void missing(Frame frame, FilePath name) {
        Path file = PathBytes.resolve(frame.directory, name.bytes());
        hide(frame.path.child(name), file, new NoSuchFileException(file.toString()));
    }

    private void hide(FilePath path, Path file, IOException e) {
        hidden.add(path);
        problems.failed(path, file + ": " + Problems.reason(e));
    }

    /** For matching: what is not valid UTF-8 becomes U+FFFD, which wildcards match. */
    private static String text(FilePath name) {
        return new String(name.bytes(), StandardCharsets.UTF_8);
    }

    /** A directory on the way down. */
    private static final class Frame {
        private final Path directory;
        private final FilePath path;
        private final GlobState wanted;
        private final GlobState excluded;
        private @Nullable Entry[] entries = new Entry[0];
        private int next;

        Frame(Path directory, FilePath path, GlobState wanted, GlobState excluded) {
            this.directory = directory;
            this.path = path;
            this.wanted = wanted;
            this.excluded = excluded;
        }
    }

    /**
     * A name in a directory.
     *
     * @param sortKey its bytes, with a slash behind those of a directory: so sorted, whole paths come in order
     */
    private record Entry(byte[] sortKey, FileStat stat) {
        static Entry of(FilePath name, FileStat stat) {
            byte[] bytes = name.bytes();
            byte[] key = Arrays.copyOf(bytes, bytes.length + (stat.isDirectory() ? 1 : 0));
            if (stat.isDirectory()) {
                key[bytes.length] = '/';
            }
            return new Entry(key, stat);
        }

        FilePath name() {
            return FilePath.ofBytes(stat.isDirectory() ? Arrays.copyOf(sortKey, sortKey.length - 1) : sortKey);
        }
    }
}
