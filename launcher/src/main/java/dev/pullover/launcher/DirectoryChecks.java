package dev.pullover.launcher;

import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.config.ReplicaConfig;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The directories for state and replica: there, ours, on a good file system, with space. */
final class DirectoryChecks {
    private static final Set<String> GONE_AFTER_REBOOT = Set.of("tmpfs", "ramfs");

    private final ReplicaConfig replica;
    private final List<Finding> findings = new ArrayList<>();

    DirectoryChecks(ReplicaConfig replica) {
        this.replica = replica;
    }

    List<Finding> examine() {
        if (state(replica.state())) {
            space("free space, state", replica.state(), "[replica] state");
        }
        if (directory(replica.directory())) {
            space("free space, replica", replica.directory(), "[replica] directory");
            findings.addAll(FileSystemChecks.examine(replica.directory()));
        }
        return findings;
    }

    private boolean state(Path state) {
        String what = "state directory";
        try {
            new StateDirectory(state).prepare();
            Files.delete(Files.createTempFile(state, ".doctor", ""));
            String type = Files.getFileStore(state).type();
            if (GONE_AFTER_REBOOT.contains(type)) {
                findings.add(Finding.warning(
                        what, state + " (" + type + ") is gone after a restart of the machine", "see [replica] state"));
            } else {
                findings.add(Finding.ok(what, state + " (" + type + ") can be written"));
            }
            return true;
        } catch (PulloverException e) {
            findings.add(Finding.failure(what, e.getMessage(), "see [replica] state"));
        } catch (IOException e) {
            findings.add(Finding.failure(what, state + " cannot be written: " + describe(e), ours()));
        }
        return false;
    }

    private boolean directory(Path directory) {
        String what = "replica directory";
        if (!Files.isDirectory(directory)) {
            findings.add(Finding.failure(
                    what,
                    directory + (Files.exists(directory) ? " is not a directory" : " is not there"),
                    "make it, or change [replica] directory"));
            return false;
        }
        try {
            Files.delete(Files.createTempFile(directory, ".pullover-doctor", ""));
            findings.add(Finding.ok(what, directory + " can be written"));
            return true;
        } catch (IOException e) {
            findings.add(Finding.failure(what, directory + " cannot be written: " + describe(e), ours()));
            return false;
        }
    }

    private void space(String what, Path directory, String key) {
        try {
            FileStore store = Files.getFileStore(directory);
            long usable = store.getUsableSpace();
            String detail = Amounts.bytes(usable) + " free of " + Amounts.bytes(store.getTotalSpace()) + ", reserve "
                    + Amounts.bytes(replica.reserveBytes());
            findings.add(
                    usable > replica.reserveBytes()
                            ? Finding.ok(what, detail)
                            : Finding.failure(
                                    what,
                                    detail,
                                    "make room, move " + key + ", or lower [replica] reserve: nothing is written below"
                                            + " the reserve"));
        } catch (IOException e) {
            findings.add(Finding.warning(what, "not known: " + describe(e), "look with: df " + directory));
        }
    }

    private static String ours() {
        return "give it to the user who runs Pullover (this is " + System.getProperty("user.name")
                + "), and see that it is not mounted read-only";
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
