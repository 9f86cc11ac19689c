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
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    private final Consumer<Place> entering;
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
        this(new Place(root, FilePath.of(""), wanted, excludes), never, problems, place -> {});
    }

    /**
     * A walk from {@code start}.
     *
     * @param entering told of each directory before it is listed
     */
    TreeWalk(Place start, Set<Path> never, Problems problems, Consumer<Place> entering) {
        this(never, problems, entering);
        push(start);
    }

    private TreeWalk(Set<Path> never, Problems problems, Consumer<Place> entering) {
        this.never = Set.copyOf(never);
        this.problems = problems;
        this.entering = entering;
    }

    /** A walk over some names of one directory, with all that is below them; those not there are passed over. */
    static TreeWalk over(
            Place place, Collection<FilePath> names, Set<Path> never, Problems problems, Consumer<Place> entering) {
        TreeWalk walk = new TreeWalk(never, problems, entering);
        List<Entry> entries = new ArrayList<>();
        for (FilePath name : names) {
            Path file = PathBytes.resolve(place.directory, name.bytes());
            walk.entry(place, name, file).ifPresent(entries::add);
        }
        walk.frames.addLast(new Frame(place, entries));
        return walk;
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
            FilePath path = frame.place.path.child(name);
            if (!entry.stat.isDirectory()) {
                return new FoundFile(path, frame.place.directory, name, entry.stat);
            }
            push(frame.place.below(name));
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

    private void push(Place place) {
        try {
            entering.accept(place);
            frames.addLast(new Frame(place, place.wanted.needsListing() ? list(place) : look(place)));
        } catch (IOException | DirectoryIteratorException e) {
            hide(
                    place.path,
                    place.directory,
                    e instanceof DirectoryIteratorException d ? d.getCause() : (IOException) e);
        }
    }

    private List<Entry> list(Place place) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>(place.wanted.requiredNames());
        try (DirectoryStream<Path> children = Files.newDirectoryStream(place.directory)) {
            for (Path child : children) {
                FilePath name = FilePath.ofBytes(PathBytes.name(child));
                missing.remove(text(name));
                entry(place, name, child).ifPresent(entries::add);
            }
        }
        missing.forEach(name -> missing(place, FilePath.of(name)));
        return entries;
    }

    /** Instead of {@link #list} where all names are known: a file beside a million others is found at once. */
    private List<Entry> look(Place place) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Set<String> required = new HashSet<>(place.wanted.requiredNames());
        FileStat.of(place.directory);
        for (String text : place.wanted.names()) {
            FilePath name = FilePath.of(text);
            Path child = PathBytes.resolve(place.directory, name.bytes());
            if (FileStat.ifExists(child).isPresent()) {
                entry(place, name, child).ifPresent(entries::add);
            } else if (required.contains(text)) {
                missing(place, name);
            }
        }
        return entries;
    }

    private Optional<Entry> entry(Place place, FilePath name, Path child) {
        String text = text(name);
        boolean asFile = place.wanted.matches(text);
        boolean asDirectory = place.wanted.leadsOn(text);
        boolean excluded = text.equals(FilePath.PRIVATE_DIRECTORY) || place.excluded.matches(text);
        if (excluded || !asFile && !asDirectory) {
            return Optional.empty();
        }
        try {
            FileStat stat = FileStat.of(child);
            if (stat.isDirectory()) {
                boolean enter = asDirectory
                        && !never.contains(child)
                        && !place.excluded.enter(text).takesAll();
                return enter ? Optional.of(Entry.of(name, stat)) : Optional.empty();
            }
            skipped += asFile && !stat.isFile() ? 1 : 0;
            return asFile && stat.isFile() ? Optional.of(Entry.of(name, stat)) : Optional.empty();
        } catch (NoSuchFileException e) {
            // Gone since its directory was listed: as if it had never been seen.
            return Optional.empty();
        } catch (IOException e) {
            hide(place.path.child(name), child, e);
            return Optional.empty();
        }
    }

    private void missing(Place place, FilePath name) {
        Path file = PathBytes.resolve(place.directory, name.bytes());
        hide(place.path.child(name), file, new NoSuchFileException(file.toString()));
    }

    private void hide(FilePath path, Path file, IOException e) {
        hidden.add(path);
        problems.failed(path, file + ": " + Problems.reason(e));
    }

    /** For matching: what is not valid UTF-8 becomes U+FFFD, which wildcards match. */
    private static String text(FilePath name) {
        return new String(name.bytes(), StandardCharsets.UTF_8);
    }

    /**
     * A directory with what is wanted of it.
     *
     * @param directory an absolute path without symbolic links
     * @param path the same, relative to the root of all
     * @param wanted what to deliver of what is in it
     * @param excluded what to leave out
     */
    record Place(Path directory, FilePath path, GlobState wanted, GlobState excluded) {
        private Place below(FilePath name) {
            String text = text(name);
            Path below = PathBytes.resolve(directory, name.bytes());
            return new Place(below, path.child(name), wanted.enter(text), excluded.enter(text));
        }
    }

    /** A directory on the way down. */
    private static final class Frame {
        private final Place place;
        private final @Nullable Entry[] entries;
        private int next;

        Frame(Place place, List<Entry> entries) {
            this.place = place;
            Entry[] sorted = entries.toArray(Entry[]::new);
            Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(a.sortKey, b.sortKey));
            this.entries = sorted;
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
