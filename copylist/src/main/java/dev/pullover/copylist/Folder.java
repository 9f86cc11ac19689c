package dev.pullover.copylist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open directory. Everything is done relative to it (openat(2) and its kin), on one name, and no symbolic link is
 * followed: whatever becomes of the names above it meanwhile, nothing outside is touched. Thread-safe.
 */
final class Folder implements AutoCloseable {
    private static final Path SELF = Path.of(".");
    private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

    private final SecureDirectoryStream<Path> stream;

    private Folder(SecureDirectoryStream<Path> stream) {
        this.stream = stream;
    }

    /**
     * Opens {@code directory}; links on the way there are followed.
     *
     * @throws FileSystemException also if the file system cannot work relative to open directories
     */
    static Folder open(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new Folder(secure);
        }
        stream.close();
        throw new FileSystemException(
                directory.toString(), null, "this file system has no operations relative to open directories");
    }

    /**
     * Opens the directory {@code name} in this one.
     *
     * @throws NoSuchFileException if it is not there
     * @throws BlockedException if it is something else
     */
    Folder sub(Path name) throws IOException {
        PosixFileAttributes attributes = stat(name).orElseThrow(() -> new NoSuchFileException(name.toString()));
        // Looked at before, since opening a named pipe would wait for its other end.
        if (!attributes.isDirectory()) {
            throw new BlockedException("'" + name + "' is " + type(attributes) + ", not a directory");
        }
        return new Folder(stream.newDirectoryStream(name, NO_LINKS));
    }

    /** What {@code name} is itself, not what a link points to; empty if there is nothing. */
    Optional<PosixFileAttributes> stat(Path name) throws IOException {
        try {
            return Optional.of(view(name).readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Opens this directory once more, to be closed by itself. */
    Folder again() throws IOException {
        return new Folder(stream.newDirectoryStream(SELF, NO_LINKS));
    }

    /** Opens a file that is there. */
    FileChannel open(Path name, StandardOpenOption... options) throws IOException {
        List<OpenOption> all = new ArrayList<>(List.of(options));
        all.add(NO_LINKS);
        return (FileChannel) stream.newByteChannel(name, Set.copyOf(all));
    }

    /** Makes a new empty file that only its owner may read. */
    FileChannel create(Path name) throws IOException {
        return (FileChannel) stream.newByteChannel(
                name,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, NO_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Sets permissions. */
    void setPermissions(Path name, Set<PosixFilePermission> permissions) throws IOException {
        view(name).setPermissions(permissions);
    }

    /** Sets owner and group, as far as they are given. */
    void setOwner(Path name, Optional<UserPrincipal> user, Optional<GroupPrincipal> group) throws IOException {
        PosixFileAttributeView view = view(name);
        if (group.isPresent()) {
            view.setGroup(group.get());
        }
        if (user.isPresent()) {
            view.setOwner(user.get());
        }
    }

    /** Sets the date. JDK 17 cuts it to microseconds here. */
    void setDate(Path name, FileTime date) throws IOException {
        view(name).setTimes(date, null, null);
    }

    /** Renames, replacing a file that has the new name; a link of that name is replaced too, not followed. */
    void move(Path name, Folder target, Path newName) throws IOException {
        stream.move(name, target.stream, newName);
    }

    /** Deletes a file, if it is there. */
    void delete(Path name) throws IOException {
        try {
            stream.deleteFile(name);
        } catch (NoSuchFileException e) {
            // Then there is nothing to do.
            return;
        }
    }

    /** Deletes an empty directory. */
    void deleteDirectory(Path name) throws IOException {
        stream.deleteDirectory(name);
    }

    /** Deletes a file, or a directory with all that is in it, if it is there. */
    void deleteAll(Path name) throws IOException {
        Optional<PosixFileAttributes> found = stat(name);
        if (found.isEmpty() || !found.get().isDirectory()) {
            delete(name);
            return;
        }
        try (Folder below = sub(name);
                Folder listed = below.again()) {
            for (Path child : listed.names()) {
                below.deleteAll(child);
            }
        }
        deleteDirectory(name);
    }

    /** Forces the names in here to disk. */
    void sync() throws IOException {
        syncFile(SELF);
    }

    /** Forces content and attributes of a file to disk. */
    void syncFile(Path name) throws IOException {
        try (FileChannel channel = open(name, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The names in here. May be called once. */
    List<Path> names() throws IOException {
        List<Path> names = new ArrayList<>();
        try {
            stream.forEach(path -> names.add(path.getFileName()));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            // Reading a directory leaves nothing behind that could be lost.
            return;
        }
    }

    static String type(PosixFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return "a symbolic link";
        }
        if (attributes.isDirectory()) {
            return "a directory";
        }
        return attributes.isRegularFile() ? "a file" : "a device, pipe or socket";
    }

    private PosixFileAttributeView view(Path name) {
        return stream.getFileAttributeView(name, PosixFileAttributeView.class, NO_LINKS);
    }
}
