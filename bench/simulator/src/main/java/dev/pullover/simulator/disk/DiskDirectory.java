package dev.pullover.simulator.disk;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * An open directory, known by its path: nothing in the suite renames a directory that is in use.
 *
 * <p>One that was opened relative to another one lists names of the default file system, as the suite compares them with.
 */
final class DiskDirectory implements SecureDirectoryStream<Path> {
    private final DiskProvider provider;
    private final String path;
    private final boolean relative;
    private final DirectoryStream.Filter<? super Path> filter;

    DiskDirectory(DiskProvider provider, String path, boolean relative, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        if (!provider.disk().get(path).isDirectory) {
            throw new NotDirectoryException(path);
        }
        this.provider = provider;
        this.path = path;
        this.relative = relative;
        this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
        List<Path> paths = new ArrayList<>();
        try {
            for (String name : provider.disk().get(path).names.keySet()) {
                Path child = relative ? Path.of(name) : provider.path(path + "/" + name);
                if (filter.accept(child)) {
                    paths.add(child);
                }
            }
        } catch (IOException e) {
            throw new java.nio.file.DirectoryIteratorException(e);
        }
        return paths.iterator();
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path child, LinkOption... options) throws IOException {
        return new DiskDirectory(provider, below(child), true, any -> true);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path child, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return provider.open(below(child), options, attributes);
    }

    @Override
    public void deleteFile(Path child) throws IOException {
        provider.disk().delete(below(child));
    }

    @Override
    public void deleteDirectory(Path child) throws IOException {
        provider.disk().delete(below(child));
    }

    @Override
    public void move(Path child, SecureDirectoryStream<Path> target, Path newName) throws IOException {
        provider.disk().rename(below(child), ((DiskDirectory) target).below(newName));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Class<V> type) {
        return type.cast(new DiskAttributeView(provider.disk(), path));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path child, Class<V> type, LinkOption... options) {
        BasicFileAttributeView view = new DiskAttributeView(provider.disk(), below(child));
        return type.cast(view);
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    private String below(Path child) {
        String name = child.toString();
        return name.equals(".") ? path : path + "/" + name;
    }
}
