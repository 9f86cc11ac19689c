package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.AttributesConfig;
import dev.pullover.common.config.FileOwner;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.Set;

/** What files are given beside content and date, as configured: permissions, and an owner. Thread-safe. */
final class Finish {
    private static final Path PROBE = Path.of("owner-" + ProcessHandle.current().pid());
    private final int modeMask;
    private final Optional<UserPrincipal> user;
    private final Optional<GroupPrincipal> group;

    private Finish(int modeMask, Optional<UserPrincipal> user, Optional<GroupPrincipal> group) {
        this.modeMask = modeMask;
        this.user = user;
        this.group = group;
    }

    /**
     * Looks up the owner, and tries on a file of our own whether it may be given.
     *
     * @param temporaries on the file system of the replica
     * @throws PulloverException (usage) if there is no such owner, or this process may not give files to it
     */
    static Finish of(AttributesConfig config, Temporaries temporaries) {
        Finish finish = new Finish(
                config.modeMask(),
                config.owner().flatMap(FileOwner::user).map(Finish::user),
                config.owner().flatMap(FileOwner::group).map(Finish::group));
        if (config.owner().isPresent()) {
            finish.probe(config.owner().get(), temporaries);
        }
        return finish;
    }

    /** The permissions for a published mode. */
    Set<PosixFilePermission> permissions(int mode) {
        return Attributes.permissions(mode & modeMask);
    }

    /** Gives a complete temporary file its date, permissions and owner. */
    void apply(Temporaries temporaries, Path name, int mode, long mtimeNs) throws IOException {
        temporaries.setAttributes(name, permissions(mode), mtimeNs);
        own(temporaries.folder(), name);
    }

    /** Gives a file to its owner, if it is not theirs already. */
    void own(Folder folder, Path name) throws IOException {
        if (user.isPresent() || group.isPresent()) {
            Optional<PosixFileAttributes> found = folder.stat(name);
            if (found.isPresent() && !isOwned(found.get())) {
                folder.setOwner(name, user, group);
            }
        }
    }

    /** Whether a file belongs to whom it should. */
    boolean isOwned(PosixFileAttributes found) {
        return user.map(found.owner()::equals).orElse(true)
                && group.map(found.group()::equals).orElse(true);
    }

    private void probe(FileOwner owner, Temporaries temporaries) {
        try {
            temporaries.delete(PROBE);
            temporaries.create(PROBE).close();
            try {
                own(temporaries.folder(), PROBE);
                // What cannot be read cannot be forced to disk.
                temporaries.folder().syncFile(PROBE);
            } finally {
                temporaries.delete(PROBE);
            }
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[copy] owner = \"" + owner + "\": this process may not give files to them (" + e.getMessage()
                            + "); a user other than " + System.getProperty("user.name")
                            + " needs to be root's, or CAP_CHOWN, CAP_FOWNER and CAP_DAC_OVERRIDE; a group must be one of that user's",
                    e);
        }
    }

    private static UserPrincipal user(String name) {
        try {
            return lookup().lookupPrincipalByName(name);
        } catch (IOException e) {
            throw unknown("user", name, e);
        }
    }

    private static GroupPrincipal group(String name) {
        try {
            return lookup().lookupPrincipalByGroupName(name);
        } catch (IOException e) {
            throw unknown("group", name, e);
        }
    }

    private static UserPrincipalLookupService lookup() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    private static PulloverException unknown(String what, String name, IOException e) {
        String why = e instanceof UserPrincipalNotFoundException ? "is not known here" : "cannot be looked up: " + e;
        return new PulloverException(
                ExitCode.USAGE, "[copy] owner: the " + what + " '" + name + "' " + why + "; see getent(1)", e);
    }
}
