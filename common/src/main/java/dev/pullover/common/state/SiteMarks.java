package dev.pullover.common.state;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps two configurations from sharing a state directory or a replica directory, which would mix up what they know. Each of
 * the two directories has a file that names the other. Only a pair whose files name each other counts: after one of them
 * was moved, restored or begun anew, nothing stands in the way.
 */
public final class SiteMarks {
    private static final int MAX_PATH_BYTES = 4096;

    private SiteMarks() {}

    /**
     * Looks whether one of the two belongs to another one. Nothing is written.
     *
     * @throws PulloverException (usage) if so; the message says to which, and what to do
     */
    public static void check(StateDirectory state, Path replica) {
        Path ownState = real(state.root());
        Path ownReplica = real(replica);
        read(state.replicaMark()).filter(other -> !other.equals(ownReplica)).ifPresent(other -> {
            if (names(mark(other), ownState)) {
                throw refused("state directory " + ownState, "replica directory " + other, ownReplica, mark(other));
            }
        });
        read(mark(ownReplica)).filter(other -> !other.equals(ownState)).ifPresent(other -> {
            Path mark = new StateDirectory(other).replicaMark();
            if (names(mark, ownReplica)) {
                throw refused("replica directory " + ownReplica, "state directory " + other, ownState, mark);
            }
        });
    }

    /**
     * Writes both files, where they are not right; the directories are there. For copylist, holding its lock.
     *
     * @throws PulloverException (usage) if one of them cannot be written
     */
    public static void claim(StateDirectory state, Path replica) {
        Path ownState = real(state.root());
        Path ownReplica = real(replica);
        try {
            write(mark(ownReplica), ownState);
            write(state.replicaMark(), ownReplica);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "cannot mark " + ownReplica + " and " + ownState + " as belonging together: " + e
                            + "; check owner, mode and space there",
                    e);
        }
    }

    private static Path mark(Path replica) {
        return replica.resolve(FilePath.PRIVATE_DIRECTORY).resolve("state.path");
    }

    private static PulloverException refused(String shared, String first, Path second, Path mark) {
        return new PulloverException(
                ExitCode.USAGE,
                "the " + shared + " belongs to the " + first + ", not to " + second + ": two configurations may share"
                        + " neither [replica] state nor directory; if the first one is not used any more, remove "
                        + mark);
    }

    private static boolean names(Path mark, Path directory) {
        return read(mark).filter(directory::equals).isPresent();
    }

    private static Optional<Path> read(Path mark) {
        try {
            if (Files.size(mark) > MAX_PATH_BYTES) {
                return Optional.empty();
            }
            return Optional.of(Path.of(Files.readString(mark).strip()));
        } catch (IOException | RuntimeException e) {
            // Not ours to read, or no path: it says nothing about us.
            return Optional.empty();
        }
    }

    private static void write(Path mark, Path directory) throws IOException {
        if (!names(mark, directory)) {
            AtomicFiles.replace(mark, (directory + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Without symbolic links as far as it is there. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
