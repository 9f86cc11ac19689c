package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The files of an outbox that exists in memory only, for tests and simulations. Any number of {@link
 * MemoryRemoteStore}s, like connections, can look at one outbox; changes show at once.
 * Thread-safe.
 */
public final class MemoryOutbox {
    private static final int DIRECTORY_MODE = 0755;
    private static final int LINK_MODE = 0777;
    private static final FilePath ROOT = FilePath.of("");

    private final ConcurrentNavigableMap<FilePath, Node> nodes = new ConcurrentSkipListMap<>();

    /** What is at a path. */
    record Node(RemoteStat stat, byte[] content) {}

    public MemoryOutbox() {
        putDirectory(ROOT, 0, DIRECTORY_MODE);
    }

    /** Puts a file with mode 0644 in place, in whole; missing directories are made. */
    public void putFile(FilePath path, byte[] content, long mtimeSeconds) {
        putFile(path, content, mtimeSeconds, 0644);
    }

    /**
     * Same, with permissions.
     *
     * @param mode 0 to 07777; without 0400, reading is denied
     */
    public void putFile(FilePath path, byte[] content, long mtimeSeconds, int mode) {
        put(path, new RemoteStat(RemoteStat.Type.FILE, content.length, mtimeSeconds, mode), content.clone());
    }

    /**
     * Makes a directory, or changes date and permissions of one; missing directories above are made.
     *
     * @param mode 0 to 07777; without 0400, listing is denied
     */
    public void putDirectory(FilePath path, long mtimeSeconds, int mode) {
        put(path, new RemoteStat(RemoteStat.Type.DIRECTORY, 0, mtimeSeconds, mode), new byte[0]);
    }

    /** Makes a symbolic link. Nothing follows it. */
    public void putLink(FilePath path, long mtimeSeconds) {
        put(path, new RemoteStat(RemoteStat.Type.SYMBOLIC_LINK, 0, mtimeSeconds, LINK_MODE), new byte[0]);
    }

    /** Removes a path and everything below it, if there. */
    public void remove(FilePath path) {
        nodes.keySet().removeIf(other -> other.equals(path) || isBelow(other, path));
    }

    Optional<Node> node(FilePath path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** The children of a directory, in the order of their names' bytes. */
    Iterable<FilePath> children(FilePath directory) {
        return () -> nodes.tailMap(directory.child("")).keySet().stream()
                .takeWhile(path -> path.equals(directory) || isBelow(path, directory))
                .filter(path -> parent(path).filter(directory::equals).isPresent())
                .iterator();
    }

    static FilePath name(FilePath path) {
        byte[] bytes = path.bytes();
        return FilePath.ofBytes(Arrays.copyOfRange(bytes, lastSlash(bytes) + 1, bytes.length));
    }

    private void put(FilePath path, RemoteStat stat, byte[] content) {
        parent(path)
                .filter(parent -> !nodes.containsKey(parent))
                .ifPresent(parent -> putDirectory(parent, stat.mtimeSeconds(), DIRECTORY_MODE));
        nodes.put(path, new Node(stat, content));
    }

    private static boolean isBelow(FilePath path, FilePath directory) {
        byte[] bytes = path.bytes();
        byte[] above = directory.child("").bytes();
        return bytes.length > above.length && Arrays.equals(bytes, 0, above.length, above, 0, above.length);
    }

    private static Optional<FilePath> parent(FilePath path) {
        if (path.equals(ROOT)) {
            return Optional.empty();
        }
        byte[] bytes = path.bytes();
        return Optional.of(FilePath.ofBytes(Arrays.copyOf(bytes, Math.max(0, lastSlash(bytes)))));
    }

    private static int lastSlash(byte[] bytes) {
        int last = bytes.length - 1;
        while (last >= 0 && bytes[last] != '/') {
            last--;
        }
        return last;
    }
}
