package dev.pullover.simulator.disk;

import dev.pullover.simulator.disk.DiskObserver.Step;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The disk of one machine. One thread. */
public final class Disk {
    private static final int DIRECTORY_MODE = 0755;
    /** What each file takes beside its content, bytes. */
    private static final int OVERHEAD_BYTES = 4096;

    private final LongSupplier nowNs;
    private final Node root;
    private final List<Change> pending = new ArrayList<>();
    private DiskObserver observer = (step, path) -> {};
    private Predicate<String> ignored = path -> false;
    private Predicate<String> deferred = path -> false;
    private BiFunction<String, byte[], byte[]> altered = (path, content) -> content;
    private final List<String[]> waiting = new ArrayList<>();
    private long capacityBytes = Long.MAX_VALUE;
    private long nodes;

    /** @param nowNs wall clock, nanoseconds since 1970 UTC, for the dates of files */
    public Disk(LongSupplier nowNs) {
        this.nowNs = nowNs;
        this.root = new Node(++nodes, true, DIRECTORY_MODE, nowNs.getAsLong());
    }

    /** Who is told of changes from now on. */
    public void observe(DiskObserver newObserver) {
        observer = newObserver;
    }

    /** Forcing a path that this accepts does nothing from now on, as if nobody had asked for it. */
    public void ignoreForce(Predicate<String> newIgnored) {
        ignored = newIgnored;
    }

    /** Renames to a path that this accepts wait from now on for {@link #catchUp}, though they are said to be done. */
    public void defer(Predicate<String> newDeferred) {
        deferred = newDeferred;
    }

    /** From now on a renamed file has, under its new path, the content that this makes of its own. */
    public void alter(BiFunction<String, byte[], byte[]> newAltered) {
        altered = newAltered;
    }

    /** Does the renames that wait. */
    public void catchUp() throws IOException {
        List<String[]> renames = List.copyOf(waiting);
        waiting.clear();
        for (String[] rename : renames) {
            doRename(rename[0], rename[1]);
        }
    }

    /** How much fits on it, bytes. */
    public void resize(long newCapacityBytes) {
        capacityBytes = newCapacityBytes;
    }

    /** Bytes that are taken. */
    public long usedBytes() {
        long used = 0;
        for (Node node : reachable(false)) {
            used += node.content.length + OVERHEAD_BYTES;
        }
        return used;
    }

    long freeBytes() {
        return capacityBytes == Long.MAX_VALUE ? Long.MAX_VALUE >> 1 : Math.max(0, capacityBytes - usedBytes());
    }

    /** The power fails, and comes back: of what was not forced to the disk, chance decides. */
    public void losePower(RandomGenerator random) {
        for (Change change : List.copyOf(pending)) {
            if (random.nextBoolean()) {
                settle(change);
            }
        }
        pending.clear();
        reachable(true).forEach(node -> node.lose(random));
    }

    /** The files below a directory, by path relative to it. */
    public Map<String, byte[]> files(String directory) {
        Map<String, byte[]> files = new TreeMap<>();
        find(directory).ifPresent(node -> collect(node, "", files));
        return files;
    }

    /** The content that a file has on the disk for certain, under a name that is; empty if either is not. */
    public Optional<byte[]> durable(String path) {
        Node node = root;
        for (String name : split(path)) {
            node = node == null ? null : node.durableNames.get(name);
        }
        return node == null || node.isDirectory ? Optional.empty() : Optional.of(node.durableContent());
    }

    /** The content of a file as processes see it. */
    public Optional<byte[]> content(String path) {
        return find(path).filter(node -> !node.isDirectory).map(node -> node.content);
    }

    /** Somebody puts a file in place, with the directories above it; durably, and without asking. */
    public void put(String path, byte[] content, int mode, long mtimeNs) {
        Node directory = root;
        for (String name : split(parent(path))) {
            Node below = directory.names.get(name);
            if (below == null) {
                below = new Node(++nodes, true, DIRECTORY_MODE, nowNs.getAsLong());
                enter(directory, name, below);
            }
            directory = below;
        }
        Node file = new Node(++nodes, false, mode, mtimeNs);
        file.content = content.clone();
        file.force();
        enter(directory, name(path), file);
    }

    /** Somebody changes a file in its place, durably: no directory's date tells. */
    public void change(String path, byte[] content, long mtimeNs) {
        find(path).ifPresent(file -> {
            file.content = content.clone();
            file.mtimeNs = mtimeNs;
            file.touched(nowNs.getAsLong());
            file.force();
        });
    }

    /** Somebody makes a directory, with those above it; durably. */
    public void putDirectory(String path) {
        put(path + "/x", new byte[0], 0, 0);
        remove(path + "/x");
    }

    /** Somebody removes a file, if it is there; durably. */
    public void remove(String path) {
        find(parent(path)).ifPresent(directory -> {
            directory.names.remove(name(path));
            changed(directory);
            changeDurably(directory, name(path), null);
        });
    }

    /** Permissions and date of a file. */
    public Optional<Attributes> attributes(String path) {
        return find(path).map(node -> new Attributes(node.mode, node.mtimeNs));
    }

    /**
     * Permissions and date.
     *
     * @param mtimeNs nanoseconds since 1970 UTC
     */
    public record Attributes(int mode, long mtimeNs) {}

    Optional<Node> find(String path) {
        Node node = root;
        for (String name : split(path)) {
            node = node == null ? null : node.names.get(name);
        }
        return Optional.ofNullable(node);
    }

    Node get(String path) throws NoSuchFileException {
        return find(path).orElseThrow(() -> new NoSuchFileException(path));
    }

    Node create(String path, int mode) throws IOException {
        requireAbsent(path);
        observer.before(Step.CREATE, path);
        requireSpace(OVERHEAD_BYTES);
        return add(path, new Node(++nodes, false, mode, nowNs.getAsLong()));
    }

    void makeDirectory(String path, int mode) throws IOException {
        requireAbsent(path);
        observer.before(Step.MAKE_DIRECTORY, path);
        requireSpace(OVERHEAD_BYTES);
        add(path, new Node(++nodes, true, mode, nowNs.getAsLong()));
    }

    void link(String existing, String path) throws IOException {
        requireAbsent(path);
        observer.before(Step.LINK, path);
        add(path, get(existing));
    }

    void delete(String path) throws IOException {
        Node node = get(path);
        if (node.isDirectory && !node.names.isEmpty()) {
            throw new DirectoryNotEmptyException(path);
        }
        observer.before(Step.DELETE, path);
        Node parent = get(parent(path));
        parent.names.remove(name(path));
        changed(parent);
        pending.add(new Change(List.of(new Change.Entry(parent, name(path), null))));
    }

    void rename(String from, String to) throws IOException {
        if (deferred.test(to)) {
            waiting.add(new String[] {from, to});
        } else {
            doRename(from, to);
        }
    }

    private void doRename(String from, String to) throws IOException {
        Node node = get(from);
        Node target = find(to).orElse(null);
        if (target != null && target.isDirectory && !target.names.isEmpty()) {
            throw new DirectoryNotEmptyException(to);
        }
        observer.before(Step.RENAME, from + " -> " + to);
        observer.renames(from, to);
        Node source = get(parent(from));
        Node into = get(parent(to));
        byte[] content = altered.apply(to, node.content);
        if (content != node.content) {
            node.content = content;
            node.force();
        }
        source.names.remove(name(from));
        into.names.put(name(to), node);
        changed(source);
        changed(into);
        pending.add(new Change(
                List.of(new Change.Entry(source, name(from), null), new Change.Entry(into, name(to), node))));
    }

    void write(Node node, String path, int at, byte[] bytes) throws IOException {
        observer.before(Step.WRITE, path);
        int end = Math.max(node.content.length, at + bytes.length);
        requireSpace(end - node.content.length);
        byte[] content = java.util.Arrays.copyOf(node.content, end);
        System.arraycopy(bytes, 0, content, at, bytes.length);
        node.content = content;
        changed(node);
    }

    void truncate(Node node, String path, int length) throws IOException {
        if (length < node.content.length) {
            observer.before(Step.TRUNCATE, path);
            node.content = java.util.Arrays.copyOf(node.content, length);
            changed(node);
        }
    }

    void setMode(Node node, String path, int mode) throws IOException {
        observer.before(Step.ATTRIBUTES, path);
        node.mode = mode;
        node.touched(nowNs.getAsLong());
    }

    void setDate(Node node, String path, long mtimeNs) throws IOException {
        observer.before(Step.ATTRIBUTES, path);
        node.mtimeNs = mtimeNs;
        node.touched(nowNs.getAsLong());
    }

    void force(Node node, String path) throws IOException {
        Step step = node.isDirectory ? Step.FORCE_DIRECTORY : Step.FORCE;
        if (ignored.test(path)) {
            return;
        }
        observer.before(step, path);
        node.force();
        if (node.isDirectory) {
            for (Change change : List.copyOf(pending)) {
                if (change.touches(node) && pending.contains(change)) {
                    settle(change);
                }
            }
        }
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Makes a change durable, after those before it that its names depend on. */
    private void settle(Change change) {
        for (Change earlier : List.copyOf(pending.subList(0, indexOf(change)))) {
            if (earlier.hasNameOf(change) && indexOf(earlier) >= 0) {
                settle(earlier);
            }
        }
        change.apply();
        pending.remove(indexOf(change));
    }

    private void enter(Node directory, String name, Node node) {
        directory.names.put(name, node);
        changed(directory);
        changeDurably(directory, name, node);
    }

    private void changeDurably(Node directory, String name, @Nullable Node node) {
        Change change = new Change(List.of(new Change.Entry(directory, name, node)));
        pending.add(change);
        settle(change);
    }

    private int indexOf(Change change) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i) == change) {
                return i;
            }
        }
        return -1;
    }

    private Node add(String path, Node node) throws IOException {
        Node parent = get(parent(path));
        if (!parent.isDirectory) {
            throw new NotDirectoryException(parent(path));
        }
        parent.names.put(name(path), node);
        changed(parent);
        pending.add(new Change(List.of(new Change.Entry(parent, name(path), node))));
        return node;
    }

    private void requireAbsent(String path) throws FileAlreadyExistsException {
        if (find(path).isPresent()) {
            throw new FileAlreadyExistsException(path);
        }
    }

    private void requireSpace(long bytes) throws IOException {
        if (bytes > 0 && freeBytes() < bytes) {
            throw new FileSystemException("disk", null, "No space left on device");
        }
    }

    private void changed(Node node) {
        long now = nowNs.getAsLong();
        node.mtimeNs = now;
        node.touched(now);
    }

    private Set<Node> reachable(boolean durably) {
        Set<Node> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Node> ordered = new ArrayList<>();
        reach(root, durably, found, ordered);
        return new java.util.LinkedHashSet<>(ordered);
    }

    private static void reach(Node node, boolean durably, Set<Node> found, List<Node> ordered) {
        if (found.add(node)) {
            ordered.add(node);
            (durably ? node.durableNames : node.names).values().forEach(child -> reach(child, durably, found, ordered));
        }
    }

    private static void collect(@Nullable Node node, String path, Map<String, byte[]> files) {
        if (node != null && node.isDirectory) {
            node.names.forEach((name, child) -> collect(child, path.isEmpty() ? name : path + "/" + name, files));
        } else if (node != null) {
            files.put(path, node.content);
        }
    }

    private static List<String> split(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }
}
