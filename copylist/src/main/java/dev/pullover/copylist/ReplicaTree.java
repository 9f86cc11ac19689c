package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.path.PathBytes;
import dev.pullover.common.state.AtomicFiles;
import dev.pullover.copylist.Steps.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The replica directory. The way to a file is gone component by component, each opened relative to the one before and
 * none through a symbolic link, so that no name and nobody who swaps a directory for a link leads outside.
 * Thread-safe.
 */
final class ReplicaTree implements AutoCloseable {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Path ANYWHERE = Path.of("/");
    private static final String TMP = "tmp";
    private static final String NEW_DIRECTORY = "directory-";

    private final Path directory;
    private final Folder root;
    private final Folder tmp;
    private final Temporaries temporaries;
    private final Steps steps;
    private final Object makingDirectories = new Object();
    private final AtomicLong made = new AtomicLong();

    private ReplicaTree(Path directory, Folder root, Folder tmp, Steps steps) {
        this.directory = directory;
        this.root = root;
        this.tmp = tmp;
        this.temporaries = new Temporaries(tmpPath(directory), tmp, steps);
        this.steps = steps;
    }

    /**
     * Opens the directory; makes it, and what is ours in it, if need be.
     *
     * @param filesRecorded how many files should be in it
     * @throws PulloverException (usage) if it cannot be written, or should have files and never was a replica
     */
    static ReplicaTree open(Path directory, long filesRecorded, Steps steps) {
        try {
            Path own = directory.resolve(FilePath.PRIVATE_DIRECTORY);
            if (filesRecorded > 0 && !Files.exists(own)) {
                throw new PulloverException(
                        ExitCode.USAGE,
                        "the replica directory " + directory + " has no " + FilePath.PRIVATE_DIRECTORY + ", but "
                                + filesRecorded + " files are recorded as being there: is its file system mounted? If"
                                + " the files are gone for good, remove replica.db and all are pulled again");
            }
            makeDirectory(directory, DIRECTORY);
            if (filesRecorded == 0) {
                AtomicFiles.forceName(directory);
            }
            makeDirectory(own, PRIVATE);
            makeDirectory(tmpPath(directory), PRIVATE);
            if (!Files.isWritable(tmpPath(directory))) {
                throw new AccessDeniedException(tmpPath(directory).toString());
            }
            Folder root = Folder.open(directory);
            return new ReplicaTree(directory, root, openTmp(root), steps);
        } catch (IOException e) {
            throw new PulloverException(ExitCode.USAGE, unusable(directory, e), e);
        }
    }

    /** The replica directory itself, to be left open. */
    Folder root() {
        return root;
    }

    /** The files on their way. */
    Temporaries temporaries() {
        return temporaries;
    }

    /** The file system that the replica is on. */
    FileStore fileStore() throws IOException {
        return Files.getFileStore(directory);
    }

    /**
     * Whether there is nothing at {@code path}: a quick look, which may go through links, but touches nothing. What goes
     * there later goes the careful way.
     */
    boolean isAbsent(FilePath path) {
        return Files.notExists(PathBytes.resolve(directory, path.bytes()), LinkOption.NOFOLLOW_LINKS);
    }

    /** Opens the directory that {@code path} is in; empty if it is not there. */
    Optional<Place> find(FilePath path) throws IOException {
        return find(root, path);
    }

    /** Same, below {@code root}. */
    static Optional<Place> find(Folder root, FilePath path) throws IOException {
        List<Path> names = names(path);
        Folder folder = root.again();
        try {
            for (Path name : names.subList(0, names.size() - 1)) {
                folder = stepInto(folder, name);
            }
            return Optional.of(new Place(folder, names.get(names.size() - 1)));
        } catch (NoSuchFileException e) {
            folder.close();
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Opens the directory that {@code path} is in, making it and those above it if they are not there.
     *
     * @param changed given each directory in which another one was made: escaped, empty for the replica directory
     */
    Place make(FilePath path, Consumer<FilePath> changed) throws IOException {
        List<Path> names = names(path);
        FilePath way = FilePath.of("");
        Folder folder = root.again();
        try {
            for (Path name : names.subList(0, names.size() - 1)) {
                if (folder.stat(name).isEmpty()) {
                    makeDirectory(folder, name);
                    changed.accept(way);
                }
                folder = stepInto(folder, name);
                way = way.child(FilePath.ofBytes(PathBytes.name(name)));
            }
            return new Place(folder, names.get(names.size() - 1));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Gives a file a second name. The JDK cannot do that relative to open directories, so it is done by path, into our
     * own directory, and then it is looked at whether that was the file which {@code from} has.
     *
     * @param path of {@code from}
     * @param target must not exist
     */
    void link(FilePath path, Place from, Place target) throws IOException {
        Path made = Path.of(ours("link-"));
        Path source = directory;
        for (Path name : names(path)) {
            source = source.resolve(name);
        }
        steps.before(Step.LINK);
        try {
            Files.createLink(tmpPath(directory).resolve(made), source);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Not on every file system, nor of everyone's file: then the present name is given up a moment early.
            from.folder().move(from.name(), target.folder(), target.name());
            return;
        }
        if (!key(tmp, made).equals(key(from.folder(), from.name()))) {
            tmp.delete(made);
            throw new BlockedException("a directory on the way to it was replaced by another one");
        }
        tmp.move(made, target.folder(), target.name());
    }

    /** Moves a file, replacing one. */
    void move(Place from, Place to) throws IOException {
        steps.before(Step.RENAME);
        from.folder().move(from.name(), to.folder(), to.name());
    }

    /** Removes a directory if it is empty, and then those above it, up to the replica directory. */
    void removeEmpty(FilePath folder) {
        FilePath at = folder;
        while (!at.toString().isEmpty()) {
            if (!isRemoved(at)) {
                return;
            }
            at = parent(at);
        }
    }

    /** A name in our own directory that no other process uses, either: commands make some there. */
    private String ours(String start) {
        return start + ProcessHandle.current().pid() + "-" + made.incrementAndGet();
    }

    private boolean isRemoved(FilePath folder) {
        try {
            Optional<Place> found = find(folder);
            if (found.isEmpty()) {
                return false;
            }
            try (Place place = found.get()) {
                place.folder().deleteDirectory(place.name());
                return true;
            }
        } catch (IOException e) {
            // Nearly always it is not empty; whatever it is, an empty directory that stays does no harm.
            return false;
        }
    }

    private static Object key(Folder folder, Path name) throws IOException {
        return folder.stat(name)
                .map(PosixFileAttributes::fileKey)
                .orElseThrow(() -> new NoSuchFileException(name.toString()));
    }

    /** Forces the names in a directory to disk. */
    void sync(FilePath folder) throws IOException {
        try (Folder open = folder.toString().isEmpty()
                ? root.again()
                : find(folder.child("x"))
                        .orElseThrow(() -> new NoSuchFileException(folder.toString()))
                        .folder()) {
            sync(open);
        }
    }

    /** Same, if it is there; whether it is. */
    boolean syncIfThere(FilePath folder) throws IOException {
        try {
            sync(folder);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Same, of an open one. */
    void sync(Folder folder) throws IOException {
        steps.before(Step.SYNC_DIRECTORY);
        folder.sync();
    }

    @Override
    public void close() {
        tmp.close();
        root.close();
    }

    /** The last component of {@code path}. */
    static Path name(FilePath path) {
        List<Path> names = names(path);
        return names.get(names.size() - 1);
    }

    /** The directory in which {@code path} is: empty for the replica directory. */
    static FilePath parent(FilePath path) {
        String text = path.toString();
        return FilePath.parse(text.substring(0, Math.max(0, text.lastIndexOf('/'))));
    }

    /**
     * In our own directory first, then renamed into place: the JDK cannot make a directory relative to an open one, and
     * by its path it might be made behind a link.
     */
    private void makeDirectory(Folder in, Path name) throws IOException {
        synchronized (makingDirectories) {
            // A rename would replace an empty directory which another thread has just made and opened.
            if (in.stat(name).isPresent()) {
                return;
            }
            steps.before(Step.MAKE_DIRECTORY);
            Path made = newDirectory();
            if (!tmp.stat(made).orElseThrow().permissions().equals(DIRECTORY)) {
                tmp.setPermissions(made, DIRECTORY);
            }
            tmp.move(made, in, name);
        }
    }

    private Path newDirectory() throws IOException {
        while (true) {
            Path made = Path.of(ours(NEW_DIRECTORY));
            try {
                Files.createDirectory(
                        tmpPath(directory).resolve(made), PosixFilePermissions.asFileAttribute(DIRECTORY));
                return made;
            } catch (FileAlreadyExistsException e) {
                // A power cut brought it back from where an earlier process with our number had renamed it to, and
                // with it what had been put there. That must not come along to another place.
                continue;
            }
        }
    }

    private static Folder stepInto(Folder folder, Path name) throws IOException {
        try (folder) {
            return folder.sub(name);
        }
    }

    private static List<Path> names(FilePath path) {
        List<Path> names = new ArrayList<>();
        for (String name : path.text().orElseThrow().split("/")) {
            names.add(PathBytes.resolve(ANYWHERE, name.getBytes(StandardCharsets.UTF_8))
                    .getFileName());
        }
        return names;
    }

    private static Path tmpPath(Path directory) {
        return directory.resolve(FilePath.PRIVATE_DIRECTORY).resolve(TMP);
    }

    private static Folder openTmp(Folder root) throws IOException {
        try (Folder own = root.sub(Path.of(FilePath.PRIVATE_DIRECTORY))) {
            return own.sub(Path.of(TMP));
        } catch (IOException e) {
            root.close();
            throw e;
        }
    }

    private static void makeDirectory(Path directory, Set<PosixFilePermission> permissions) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions));
        }
    }

    private static String unusable(Path directory, IOException e) {
        String what = "the replica directory " + directory + " cannot be used: ";
        if (e instanceof NoSuchFileException) {
            return what + directory.getParent() + " is not there; make it, or change [replica] directory";
        }
        if (e instanceof AccessDeniedException) {
            return what + "this user may not write " + e.getMessage() + "; change its owner, or run as another user";
        }
        return what + e + "; check [replica] directory and the file system it is on";
    }

    /**
     * The place of a file.
     *
     * @param folder the directory that it is in, open
     * @param name its name there
     */
    record Place(Folder folder, Path name) implements AutoCloseable {
        @Override
        public void close() {
            folder.close();
        }
    }
}
