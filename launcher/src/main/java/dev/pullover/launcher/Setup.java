package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.config.ServerConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A replica set up step by step: the configuration, a key pair, and host keys that somebody has confirmed. What is there
 * already is used as it is.
 */
final class Setup {
    private final Path file;
    private final Path replica;
    private final Path state;
    private final List<Server> servers;
    private final Path identity;
    private final Path knownHosts;
    private final PrintStream out;

    /** A server, as {@code name=uri} on the command line. */
    record Server(String name, String uri) {}

    Setup(Path file, Path replica, Path state, List<Server> servers, PrintStream out) {
        Path folder = file.toAbsolutePath().getParent();
        this.file = file;
        this.replica = replica;
        this.state = state;
        this.servers = List.copyOf(servers);
        this.identity = folder.resolve("id_ed25519");
        this.knownHosts = folder.resolve("known_hosts");
        this.out = out;
    }

    /**
     * Does all of it; without servers only the host keys of those in a configuration that is there.
     *
     * @param confirm asked for each host key that is not known yet, whose fingerprint has just been printed
     * @param trusted fingerprints that need not be asked for
     */
    void run(Predicate<String> confirm, Set<String> trusted) throws IOException, InterruptedException {
        if (!servers.isEmpty()) {
            writeConfiguration();
            out.println("wrote " + file);
            key();
        }
        for (ServerConfig server : ConfigLoader.load(file).requireServers()) {
            hostKey(server, confirm, trusted);
        }
    }

    /** Written under its name only if it loads: a wrong URI is refused before anything is there. */
    private void writeConfiguration() throws IOException {
        if (Files.exists(file) && !namesNobody()) {
            throw new PulloverException(ExitCode.USAGE, InitCommand.isThere(file));
        }
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "init", ".toml");
        try {
            Files.writeString(draft, text());
            ConfigLoader.load(draft);
            if (Files.exists(file)) {
                Path aside = file.resolveSibling(file.getFileName() + ".orig");
                Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
                out.println(file + " named no server: kept as " + aside);
            }
            Files.write(file, Files.readAllBytes(draft));
        } catch (PulloverException e) {
            throw new PulloverException(e.exitCode(), e.getMessage().replace(draft.toString(), file.toString()), e);
        } finally {
            Files.delete(draft);
        }
    }

    /** Whether the file is as a package brings it: good, but without anybody to pull from or to publish for. */
    private boolean namesNobody() {
        Config config = ConfigLoader.load(file);
        return config.servers().isEmpty() && config.publish().isEmpty();
    }

    /** The template with the sections of this replica in place of its examples. */
    private String text() throws IOException {
        String template = InitCommand.template();
        int begin = template.indexOf("[replica]");
        int end = template.indexOf("#[check]");
        StringBuilder own = new StringBuilder("""
                [replica]
                directory = %s              # where the files go
                state = %s             # queues, databases, locks, logs: a local file system
                #reserve = "1GB"                        # free space that is never touched
                """.formatted(quoted(replica.toString()), quoted(state.toString())));
        for (Server server : servers) {
            own.append("""

                    [[servers]]                             # in order of preference
                    name = %s
                    uri = %s
                    """.formatted(quoted(server.name), quoted(server.uri)));
            if (server.uri.startsWith("sftp:")) {
                own.append("identity-file = %s%nknown-hosts = %s%n"
                        .formatted(quoted(identity.toString()), quoted(knownHosts.toString())));
            }
        }
        return template.substring(0, begin) + own + "\n" + template.substring(end);
    }

    private void key() throws IOException, InterruptedException {
        List<Server> remote = servers.stream()
                .filter(server -> server.uri.startsWith("sftp:"))
                .toList();
        if (remote.isEmpty()) {
            return;
        }
        if (!Files.exists(identity)) {
            OpenSshTools.makeKey(identity, "pullover");
            out.println("made the key pair " + identity + " and " + identity.getFileName() + ".pub");
            giveAway();
        }
        out.println();
        out.println(
                "On each server, add this line to the account's ~/.ssh/authorized_keys; it allows reading by SFTP only:");
        out.println();
        out.println("  restrict,command=\"internal-sftp -R\" " + OpenSshTools.publicKey(identity));
        out.println();
    }

    /** Made by root, the private key is of use only to the user who runs the modules: the owner of their state. */
    private void giveAway() throws IOException {
        if (Files.getOwner(identity).getName().equals("root") && Files.isDirectory(state)) {
            UserPrincipal owner = Files.getOwner(state);
            if (!owner.getName().equals("root")) {
                Files.setOwner(identity, owner);
                out.println(identity + " can be read by " + owner.getName() + ", whose the state directory is");
            }
        }
    }

    private void hostKey(ServerConfig server, Predicate<String> confirm, Set<String> trusted)
            throws IOException, InterruptedException {
        if (server.isFile()) {
            return;
        }
        String host = server.host();
        int port = server.port();
        List<OpenSshTools.HostKey> shown = OpenSshTools.hostKeys(host, port);
        if (shown.isEmpty()) {
            out.println(server.name() + ": " + host + ":" + port + " does not answer, so its host key is not known yet."
                    + " When it does: ssh-keyscan -p " + port + " " + host + " >> " + knownHosts
                    + ", and compare the fingerprint");
            return;
        }
        if (shown.stream().anyMatch(key -> isKnown(key.line()))) {
            out.println(server.name() + ": its host key is in " + knownHosts + " already");
            return;
        }
        List<String> accepted = new ArrayList<>();
        for (OpenSshTools.HostKey key : shown) {
            String text =
                    server.name() + ": " + host + ":" + port + " shows the " + key.type() + " key " + key.fingerprint();
            out.println(text);
            if (trusted.contains(key.fingerprint()) || confirm.test(text)) {
                accepted.add(key.line());
            }
        }
        remember(server, accepted);
    }

    private void remember(ServerConfig server, List<String> accepted) throws IOException {
        if (accepted.isEmpty()) {
            out.println(server.name()
                    + ": no host key accepted. Compare with what 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'"
                    + " says on the server itself, then: pullover init -o " + file + " --trust FINGERPRINT");
            return;
        }
        Files.write(knownHosts, accepted, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        out.println(server.name() + ": accepted, now in " + knownHosts);
    }

    private boolean isKnown(String line) {
        try {
            return Files.exists(knownHosts) && Files.readAllLines(knownHosts).contains(line);
        } catch (IOException e) {
            throw new PulloverException(ExitCode.FAILURE, "cannot read " + knownHosts + ": " + e.getMessage(), e);
        }
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
