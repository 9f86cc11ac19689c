package dev.pullover.simulator.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.spi.FileSystemProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What {@link java.nio.file.Files} calls, as far as the suite uses it. */
final class DiskProvider extends FileSystemProvider {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    private final DiskFileSystem system;

    DiskProvider(DiskFileSystem system) {
        this.system = system;
    }

    Disk disk() {
        return system.disk();
    }

    Path path(String text) {
        return system.path(text);
    }

    FileChannel open(String path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Optional<Node> found = disk().find(path);
        if (found.isPresent() && options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(path);
        }
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean writes = append || options.contains(StandardOpenOption.WRITE);
        if (found.isPresent()) {
            if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                disk().truncate(found.get(), path, 0);
            }
            return new DiskChannel(disk(), found.get(), path, append);
        }
        boolean creates =
                options.contains(StandardOpenOption.CREATE_NEW) || options.contains(StandardOpenOption.CREATE);
        if (!writes || !creates) {
            throw new NoSuchFileException(path);
        }
        return new DiskChannel(disk(), disk().create(path, mode(FILE_MODE, attributes)), path, append);
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("made by its constructor only");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return system;
    }

    @Override
    public Path getPath(URI uri) {
        return path(uri.getPath());
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return open(path.toString(), options, attributes);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return open(path.toString(), options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        return new DiskDirectory(this, path.toString(), false, filter);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        disk().makeDirectory(path.toString(), mode(DIRECTORY_MODE, attributes));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        disk().link(existing.toString(), link.toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        disk().delete(path.toString());
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("copy");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        disk().rename(source.toString(), target.toString());
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return disk().get(path.toString()) == disk().get(other.toString());
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) {
        return new DiskStore(disk());
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        disk().get(path.toString());
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return type.cast(new DiskAttributeView(disk(), path.toString()));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return type.cast(DiskAttributes.of(disk().get(path.toString())));
    }

    /** Always these, whatever is asked for. */
    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        Node node = disk().get(path.toString());
        return Map.of(
                "mode", node.typeAndMode(),
                "size", (long) node.content.length,
                "lastModifiedTime", FileTime.from(node.mtimeNs, TimeUnit.NANOSECONDS),
                "ctime", FileTime.from(node.ctimeNs, TimeUnit.NANOSECONDS),
                "ino", node.number);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        if (!attribute.equals("unix:mode")) {
            throw new UnsupportedOperationException(attribute);
        }
        disk().setMode(disk().get(path.toString()), path.toString(), (Integer) value);
    }

    @SuppressWarnings("unchecked")
    private static int mode(int otherwise, FileAttribute<?>... attributes) {
        return attributes.length == 0
                ? otherwise
                : DiskAttributes.mode((Set<PosixFilePermission>) attributes[0].value());
    }
}
