package dev.pullover.launcher;

import dev.pullover.common.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The key for the login at a server, and the server's own. Shows paths, types and fingerprints, never a key. */
final class KeyChecks {
    private static final Set<PosixFilePermission> FOR_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);
    /** Source: NIST SP 800-131A; ssh itself refuses less than 1024. */
    private static final int LEAST_RSA_BITS = 2048;

    private final ServerConfig server;
    private final List<Finding> findings = new ArrayList<>();

    KeyChecks(ServerConfig server) {
        this.server = server;
    }

    List<Finding> examine() throws InterruptedException {
        if (server.isFile()) {
            return findings;
        }
        findings.add(
                server.identityFile().isPresent()
                        ? identity(server.identityFile().get())
                        : Finding.ok("key for " + server.name(), "no identity-file: those of ~/.ssh, or of an agent"));
        if (server.knownHosts().isPresent()) {
            findings.add(knownHosts(server.knownHosts().get()));
        }
        if (!server.hostKeys().isEmpty()) {
            findings.add(Finding.ok(
                    "host key of " + server.name(), server.hostKeys().size() + " pinned in the configuration"));
        }
        return findings;
    }

    private Finding identity(Path file) throws InterruptedException {
        String what = "key for " + server.name();
        try {
            if (!Files.exists(file)) {
                return Finding.failure(
                        what,
                        file + " is not there",
                        "make one: ssh-keygen -t ed25519 -N '' -f " + file
                                + ", and have its .pub added on the server, with: restrict,command=\"internal-sftp -R\"");
            }
            if (!Files.isReadable(file)) {
                return Finding.failure(
                        what,
                        file + " may not be read by " + System.getProperty("user.name"),
                        "chown " + System.getProperty("user.name") + " " + file);
            }
            if (Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains)) {
                return Finding.failure(
                        what, file + " may be read or changed by others, so ssh refuses it", "chmod 600 " + file);
            }
            return OpenSshTools.isKeygenInstalled()
                    ? content(what, file)
                    : Finding.ok(what, file + " (its type is not known without ssh-keygen)");
        } catch (IOException e) {
            return Finding.failure(
                    what, file + " cannot be read: " + e.getClass().getSimpleName(), "look with: ls -l " + file);
        }
    }

    private static Finding content(String what, Path file) throws InterruptedException {
        OpenSshTools.PrivateKey key = OpenSshTools.privateKey(file);
        String detail = file + ", " + key.type() + ", " + key.bits() + " bits, " + key.fingerprint();
        return switch (key.state()) {
            case NO_KEY ->
                Finding.failure(
                        what,
                        file + " is no private key",
                        "identity-file names the private part, not the .pub; make one with ssh-keygen if there is none");
            case ENCRYPTED -> encrypted(what, file, detail);
            case USABLE ->
                key.type().equals("RSA") && key.bits() < LEAST_RSA_BITS
                                || key.type().equals("DSA")
                        ? Finding.warning(what, detail + ": weak", "make a new one: ssh-keygen -t ed25519 -N ''")
                        : Finding.ok(what, detail + ", for its owner only, no passphrase");
        };
    }

    private static Finding encrypted(String what, Path file, String detail) {
        boolean agent = System.getenv().containsKey("SSH_AUTH_SOCK");
        String advice = "take the passphrase away: ssh-keygen -p -N '' -f " + file + "; its mode protects it";
        return agent
                ? Finding.warning(
                        what, detail + ": has a passphrase; works only while the agent of this login runs", advice)
                : Finding.failure(what, detail + ": has a passphrase, and nobody is there to type it", advice);
    }

    private Finding knownHosts(Path file) throws InterruptedException {
        String what = "host key of " + server.name();
        if (!Files.isReadable(file)) {
            return Finding.failure(
                    what,
                    file + (Files.exists(file) ? " may not be read" : " is not there"),
                    "get the keys: ssh-keyscan -p " + server.port() + " " + server.host() + " > " + file
                            + ", and compare ssh-keygen -lf " + file + " with what its owners say");
        }
        return OpenSshTools.isKeygenInstalled() && !OpenSshTools.knows(file, server.host(), server.port())
                ? Finding.warning(
                        what,
                        file + " has none for " + server.host() + ", port " + server.port(),
                        "unless ssh_config knows the host by another name: ssh-keyscan -p " + server.port() + " "
                                + server.host() + " >> " + file + ", and compare the fingerprints")
                : Finding.ok(what, "pinned in " + file);
    }
}
