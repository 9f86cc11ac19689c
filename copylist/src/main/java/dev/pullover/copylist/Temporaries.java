package dev.pullover.copylist;

import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.copylist.Steps.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The files on their way: {@code .pullover/tmp/<hash of the content>-<start of the hash of the path>}. The name binds
 * what has come so far to the content that it is part of, so it can be completed after a restart and from any server.
 * Thread-safe, as long as no two threads work on one name.
 */
final class Temporaries {
    private static final int PATH_HASH_DIGITS = 16;
    private static final int BUFFER_BYTES = 128 << 10;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path directory;
    private final Folder folder;
    private final Steps steps;

    /** @param folder {@code directory}, open */
    Temporaries(Path directory, Folder folder, Steps steps) {
        this.directory = directory;
        this.folder = folder;
        this.steps = steps;
    }

    /** The name of the temporary file for what {@code entry} published. */
    static Path name(CatalogEntry entry) {
        String pathHash = Sha256.hash(entry.line().path().bytes()).toString();
        return Path.of(entry.line().hash() + "-" + pathHash.substring(0, PATH_HASH_DIGITS));
    }

    /** Opens what is there of a file, or a new one; what is longer than {@code size} is thrown away. */
    Partial open(Path name, long size) throws IOException {
        Optional<PosixFileAttributes> found = folder.stat(name);
        if (found.isPresent() && (!found.get().isRegularFile() || found.get().size() > size)) {
            delete(name);
            found = Optional.empty();
        }
        if (found.isEmpty()) {
            return new Partial(create(name), new Sha256.Hasher(), 0);
        }
        // A complete one may have its final permissions already, and these need not allow writing.
        folder.setPermissions(name, OWNER_ONLY);
        FileChannel channel = folder.open(name, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Sha256.Hasher hasher = new Sha256.Hasher();
            return new Partial(channel, hasher, hash(channel, hasher));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The directory, to be left open. */
    Folder folder() {
        return folder;
    }

    /** Makes a new temporary file. */
    FileChannel create(Path name) throws IOException {
        steps.before(Step.CREATE_TEMPORARY);
        return folder.create(name);
    }

    /** Gives a complete file its permissions and date. */
    void setAttributes(Path name, Set<PosixFilePermission> permissions, long mtimeNs) throws IOException {
        steps.before(Step.SET_ATTRIBUTES);
        // By its path, as only there JDK 17 keeps nanoseconds; nobody else may change our own directory.
        Files.getFileAttributeView(directory.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(mtimeNs, TimeUnit.NANOSECONDS), null, null);
        folder.setPermissions(name, permissions);
    }

    /** Forces content and attributes to disk. */
    void sync(Path name) throws IOException {
        steps.before(Step.SYNC_FILE);
        folder.syncFile(name);
    }

    /** Renames into {@code target}, replacing a file. */
    void move(Path name, Folder target, Path newName) throws IOException {
        steps.before(Step.RENAME);
        folder.move(name, target, newName);
    }

    /** Throws away a temporary file, or a directory with what is in it, if it is there. */
    void delete(Path name) throws IOException {
        steps.before(Step.DELETE_TEMPORARY);
        folder.deleteAll(name);
    }

    /** The names of all that is here. */
    Set<Path> names() throws IOException {
        try (Folder listed = folder.again()) {
            return new HashSet<>(listed.names());
        }
    }

    /** Hashes a file from its beginning; the channel then stands at its end. */
    static long hash(FileChannel channel, Sha256.Hasher hasher) throws IOException {
        return hash(channel, hasher, read -> {});
    }

    /** Same, no faster than {@code rateLimit} allows. */
    static long hash(FileChannel channel, Sha256.Hasher hasher, RateLimit rateLimit) throws IOException {
        return hash(channel, hasher, rateLimit::took);
    }

    private static long hash(FileChannel channel, Sha256.Hasher hasher, Read read) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(channel.size(), BUFFER_BYTES)));
        long length = 0;
        while (channel.read(buffer) >= 0) {
            read.bytes(buffer.flip().remaining());
            length += buffer.remaining();
            hasher.update(buffer);
            buffer.clear();
        }
        return length;
    }

    /** Told of bytes that were read. */
    @FunctionalInterface
    private interface Read {
        void bytes(int count) throws IOException;
    }

    /**
     * What has come of a file so far.
     *
     * @param channel open at the end of it
     * @param hasher has taken all of it
     * @param length bytes
     */
    record Partial(FileChannel channel, Sha256.Hasher hasher, long length) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
