package dev.pullover.common.remote;

import dev.pullover.common.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The command line with which {@code ssh} connects to a server, and the files that it needs until it has.
 *
 * <p>The user's and the system's {@code ssh_config} count, but for what must not depend on them: the command line comes
 * first, and of each option ssh takes the first value that it meets. So it is the other way round with ciphers, which
 * stand behind the files in one that includes them: those of {@code ssh_config} win.
 */
final class SshCommand implements AutoCloseable {
    private static final Path SYSTEM_CONFIG = Path.of("/etc/ssh/ssh_config");
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final int ALIVE_COUNT = 3;

    private final RemoteTarget target;
    private final Path home;
    private final ScratchDirectory scratch;

    /** @param home directory with {@code .ssh} */
    SshCommand(RemoteTarget target, Path home) throws IOException {
        this.target = target;
        this.home = home;
        this.scratch = ScratchDirectory.create();
    }

    /** Writes the files, and says how to start ssh. */
    List<String> words() throws IOException {
        List<String> words = new ArrayList<>(List.of("ssh", "-x", "-a", "-T"));
        Path userConfig = home.resolve(".ssh/config");
        if (hasAes() && !isWritableByOthers(userConfig)) {
            // Else without it: ssh then says what it thinks of those permissions.
            words.addAll(List.of("-F", config(userConfig).toString()));
        }
        options().forEach(option -> words.addAll(List.of("-o", option)));
        target.config().explicitUser().ifPresent(user -> words.addAll(List.of("-l", user)));
        target.config().explicitPort().ifPresent(port -> words.addAll(List.of("-p", Integer.toString(port))));
        target.identityFile().ifPresent(file -> words.addAll(List.of("-i", escaped(file))));
        words.addAll(List.of("-s", "--", target.host(), "sftp"));
        return words;
    }

    /** Where its files are. */
    Path directory() {
        return scratch.path();
    }

    /** Removes the files. Never throws. */
    @Override
    public void close() {
        scratch.close();
    }

    private List<String> options() throws IOException {
        Duration timeout = target.timeout();
        List<String> options = new ArrayList<>(List.of(
                "BatchMode=yes",
                "StrictHostKeyChecking=yes",
                "UserKnownHostsFile=" + knownHosts(),
                "GlobalKnownHostsFile=/dev/null",
                "VerifyHostKeyDNS=no",
                "NoHostAuthenticationForLocalhost=no",
                "UpdateHostKeys=no",
                "CheckHostIP=no",
                "LogLevel=ERROR",
                "ControlMaster=no",
                "ControlPath=none",
                "ClearAllForwardings=yes",
                "PermitLocalCommand=no",
                "RemoteCommand=none",
                "Tunnel=no",
                "ConnectTimeout=" + Math.max(1, timeout.plusMillis(999).toSeconds()),
                "ServerAliveInterval=" + Math.max(1, timeout.toSeconds() / ALIVE_COUNT),
                "ServerAliveCountMax=" + ALIVE_COUNT));
        if (target.identityFile().isPresent()) {
            options.add("IdentitiesOnly=yes");
        }
        return options;
    }

    private String knownHosts() throws IOException {
        List<Path> files = new ArrayList<>();
        if (!target.hostKeys().isEmpty()) {
            List<String> lines =
                    target.hostKeys().stream().map(key -> "* " + key).toList();
            files.add(Files.write(hostKeysFile(), lines));
        }
        target.knownHosts().ifPresent(files::add);
        if (files.isEmpty()) {
            files.add(home.resolve(".ssh/known_hosts"));
        }
        return files.stream().map(SshCommand::quoted).collect(Collectors.joining(" "));
    }

    /** chacha20-poly1305 is ssh's own first choice, and slower where the processor has instructions for AES. */
    private Path config(Path userConfig) throws IOException {
        return Files.write(
                configFile(),
                List.of(
                        "Include " + quoted(userConfig),
                        "Include " + quoted(SYSTEM_CONFIG),
                        "Host *",
                        "    Ciphers ^aes128-gcm@openssh.com,aes256-gcm@openssh.com"));
    }

    private Path configFile() {
        return scratch.path().resolve("config");
    }

    private Path hostKeysFile() {
        return scratch.path().resolve("known_hosts");
    }

    private static String quoted(Path file) {
        return '"' + escaped(file) + '"';
    }

    /** For ssh a percent sign begins a token. */
    private static String escaped(Path file) {
        return file.toString().replace("%", "%%");
    }

    private static boolean hasAes() {
        try {
            return Files.readString(CPU).contains(" aes");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isWritableByOthers(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }
}
