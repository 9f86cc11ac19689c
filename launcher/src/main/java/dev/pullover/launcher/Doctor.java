package dev.pullover.launcher;

import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ReplicaConfig;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Looks at what Pullover needs, in order; one thing that is wrong does not end it. Prints no secret. */
final class Doctor {
    private static final Set<PosixFilePermission> FOR_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Config config;
    private final Function<ServerConfig, Finding> serverCheck;
    private final List<Finding> findings = new ArrayList<>();

    /** @param serverCheck tries a server, layer by layer */
    Doctor(Config config, Function<ServerConfig, Finding> serverCheck) {
        this.config = config;
        this.serverCheck = serverCheck;
    }

    List<Finding> examine() {
        findings.add(Finding.ok("JVM", Runtime.version() + " in " + System.getProperty("java.home")));
        findings.add(Finding.ok("configuration", config.file().toString()));
        ReplicaConfig replica = config.requireReplica();
        state(replica.state());
        directory(replica.directory());
        space(replica);
        for (ServerConfig server : config.requireServers()) {
            server.identityFile().ifPresent(file -> identity(server, file));
            findings.add(serverCheck.apply(server));
        }
        return List.copyOf(findings);
    }

    private void state(Path state) {
        try {
            new StateDirectory(state).prepare();
            findings.add(Finding.ok("state directory", state.toString()));
        } catch (PulloverException e) {
            findings.add(Finding.failure("state directory", e.getMessage(), "see [replica] state"));
        }
    }

    private void directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            findings.add(Finding.failure(
                    "replica directory", directory + " is not a directory", "make it, or change [replica] directory"));
            return;
        }
        try {
            Files.delete(Files.createTempFile(directory, ".pullover-doctor", ""));
            findings.add(Finding.ok("replica directory", directory + " can be written"));
        } catch (IOException e) {
            findings.add(Finding.failure(
                    "replica directory",
                    directory + " cannot be written: " + e.getClass().getSimpleName(),
                    "give it to the user who runs Pullover, " + System.getProperty("user.name")));
        }
    }

    private void space(ReplicaConfig replica) {
        if (!Files.isDirectory(replica.directory())) {
            return;
        }
        try {
            long usable = Files.getFileStore(replica.directory()).getUsableSpace();
            String detail = usable / 1_000_000 + " MB free, reserve " + replica.reserveBytes() / 1_000_000 + " MB";
            findings.add(
                    usable > replica.reserveBytes()
                            ? Finding.ok("free space", detail)
                            : Finding.failure("free space", detail, "make room: nothing is copied below the reserve"));
        } catch (IOException e) {
            findings.add(Finding.warning("free space", "not known: " + e.getMessage(), "look with df"));
        }
    }

    private void identity(ServerConfig server, Path file) {
        String what = "key for " + server.name();
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            boolean open = permissions.stream().anyMatch(FOR_OTHERS::contains);
            findings.add(
                    open
                            ? Finding.warning(what, file + " may be read by others", "chmod 600 " + file)
                            : Finding.ok(what, file.toString()));
        } catch (IOException e) {
            findings.add(Finding.failure(
                    what, file + " cannot be read", "make one: ssh-keygen -t ed25519 -N '' -f " + file));
        }
    }
}
