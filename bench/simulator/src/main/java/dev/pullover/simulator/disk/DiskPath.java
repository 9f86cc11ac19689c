package dev.pullover.simulator.disk;

import java.io.File;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path on a {@link Disk}. Does with its text what the default file system's paths do, and takes theirs as its own, since
 * the suite has names as such paths.
 */
final class DiskPath implements Path {
    private final DiskFileSystem system;
    private final Path text;

    DiskPath(DiskFileSystem system, Path text) {
        this.system = system;
        this.text = text;
    }

    /** As a path of the default file system. */
    static Path text(Path path) {
        return path instanceof DiskPath disk ? disk.text : path;
    }

    private DiskPath of(Path other) {
        return new DiskPath(system, other);
    }

    @Override
    public FileSystem getFileSystem() {
        return system;
    }

    @Override
    public boolean isAbsolute() {
        return text.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return text.getRoot() == null ? null : of(text.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return text.getFileName() == null ? null : of(text.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return text.getParent() == null ? null : of(text.getParent());
    }

    @Override
    public int getNameCount() {
        return text.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return of(text.getName(index));
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        return of(text.subpath(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return text.startsWith(text(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return text.endsWith(text(other));
    }

    @Override
    public Path normalize() {
        return of(text.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return of(text.resolve(text(other)));
    }

    @Override
    public Path relativize(Path other) {
        return of(text.relativize(text(other)));
    }

    @Override
    public URI toUri() {
        return text.toUri();
    }

    @Override
    public Path toAbsolutePath() {
        return of(Path.of("/").resolve(text));
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath().normalize();
    }

    @Override
    public File toFile() {
        throw new UnsupportedOperationException("on a simulated disk: " + text);
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("on a simulated disk: " + text);
    }

    @Override
    public int compareTo(Path other) {
        return text.compareTo(text(other));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DiskPath path && path.system == system && path.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
