package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStores;
import dev.pullover.common.remote.RemoteWriter;
import dev.pullover.copylist.ReplicaTree.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/** Writes a stored version of a file somewhere, after its content has proved to be the one recorded. */
final class Restoration {
    private final Path replica;
    private final ReplicaEntry entry;
    private final FilePath stored;
    private final boolean force;

    /**
     * @param replica the replica directory
     * @param stored where the version lies, below it
     * @param force whether a file that exists may be replaced
     */
    Restoration(Path replica, ReplicaEntry entry, FilePath stored, boolean force) {
        this.replica = replica;
        this.entry = entry;
        this.stored = stored;
        this.force = force;
    }

    /** Writes it to its place in the replica, and says where that is. */
    Path toReplica() throws IOException {
        Path target = entry.path().below(replica);
        try (ReplicaTree tree = ReplicaTree.open(replica, 0, Steps.NONE)) {
            try (Place place = tree.make(entry.path(), grown -> {})) {
                requireFree(place.folder().stat(place.name()).isPresent(), target.toString());
                Path temporary = Path.of("restore-" + ProcessHandle.current().pid());
                try (FileChannel out = place(tree, temporary)) {
                    copyTo(tree.root(), out);
                    out.force(true);
                }
                tree.temporaries().setAttributes(temporary, Attributes.permissions(entry.mode()), entry.mtimeNs());
                tree.temporaries().move(temporary, place.folder(), place.name());
                place.folder().sync();
            }
        }
        return target;
    }

    /** Writes it to a file, or into a directory, and says where it is now. */
    Path toFile(Path to) throws IOException {
        Path target = Files.isDirectory(to) ? to.resolve(ReplicaTree.name(entry.path())) : to;
        requireFree(Files.exists(target, LinkOption.NOFOLLOW_LINKS), target.toString());
        Path temporary = Files.createTempFile(parent(target), ".restore-", "");
        try (Folder root = Folder.open(replica)) {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                copyTo(root, out);
                out.force(true);
            }
            Files.setPosixFilePermissions(temporary, Attributes.permissions(entry.mode()));
            Files.setLastModifiedTime(temporary, FileTime.from(entry.mtimeNs(), TimeUnit.NANOSECONDS));
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return target;
    }

    /** Uploads it. */
    void toServer(ServerConfig server, FilePath remote, Config config) throws IOException {
        remote.problem().ifPresent(problem -> {
            throw new PulloverException(ExitCode.USAGE, remote + ": " + problem);
        });
        try (Folder root = Folder.open(replica);
                FileChannel content = open(root)) {
            verify(content);
            try (RemoteWriter writer = RemoteStores.openForWriting(
                            server, config.copy().transport(), config.check().timeout());
                    InputStream in = Channels.newInputStream(content.position(0))) {
                writer.put(remote, in, entry.mode() & Attributes.ALL_BITS, entry.mtimeNs(), force);
            }
        } catch (FileAlreadyExistsException e) {
            requireFree(true, server.name() + ":" + remote);
        } catch (AccessDeniedException e) {
            throw new PulloverException(
                    ExitCode.FAILURE,
                    server.name() + ": the account " + server.user() + " may not write " + remote
                            + "; give it that right for the time, or use --to and let its owners put it there",
                    e);
        } catch (RemoteException e) {
            throw new PulloverException(ExitCode.NO_SERVER, String.valueOf(e.getMessage()), e);
        }
    }

    private static FileChannel place(ReplicaTree tree, Path temporary) throws IOException {
        tree.temporaries().delete(temporary);
        return tree.temporaries().create(temporary);
    }

    private void copyTo(Folder root, FileChannel out) throws IOException {
        try (FileChannel in = open(root)) {
            verify(in);
            long done = 0;
            while (done < entry.size()) {
                done += in.transferTo(done, entry.size() - done, out);
            }
        }
    }

    private FileChannel open(Folder root) throws IOException {
        try (Place place = ReplicaTree.find(root, stored).orElseThrow(() -> gone())) {
            return place.folder().open(place.name(), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw gone();
        }
    }

    private PulloverException gone() {
        return new PulloverException(
                ExitCode.VERIFICATION, stored + " is recorded as kept in " + replica + ", but is not there any more");
    }

    private void verify(FileChannel content) throws IOException {
        Sha256.Hasher hasher = new Sha256.Hasher();
        Temporaries.hash(content, hasher);
        Sha256 hash = hasher.finish();
        if (!hash.equals(entry.hash())) {
            throw new PulloverException(
                    ExitCode.VERIFICATION,
                    stored + " has changed since it was kept: its hash is " + hash + ", recorded is " + entry.hash()
                            + "; nothing was restored");
        }
    }

    private void requireFree(boolean exists, String where) {
        if (exists && !force) {
            throw new PulloverException(
                    ExitCode.USAGE, where + " exists; --force replaces it, --to writes another file");
        }
    }

    private static Path parent(Path target) {
        Path parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }
}
