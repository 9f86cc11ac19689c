package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.ScratchDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The programs of the package openssh-client that {@code init} needs: keys, and the host keys of servers. */
final class OpenSshTools {
    private static final long TIMEOUT_SECONDS = 30;
    private static final int SCAN_TIMEOUT_SECONDS = 10;

    private OpenSshTools() {}

    /**
     * A host key as a server shows it.
     *
     * @param line as in {@code known_hosts}
     * @param type {@code ED25519}
     * @param fingerprint {@code SHA256:…}
     */
    record HostKey(String line, String type, String fingerprint) {}

    /** Makes a key pair without a passphrase, the private part readable by its owner alone. */
    static void makeKey(Path file, String comment) throws IOException, InterruptedException {
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file.toString()));
    }

    /** The public part of a private key, as in {@code authorized_keys}. */
    static String publicKey(Path privateKey) throws IOException, InterruptedException {
        return run(List.of("ssh-keygen", "-y", "-P", "", "-f", privateKey.toString()))
                .strip();
    }

    /** The host keys that a server shows now; nobody has vouched for them. Empty if it does not answer. */
    static List<HostKey> hostKeys(String host, int port) throws IOException, InterruptedException {
        String scanned =
                run(List.of("ssh-keyscan", "-T", "" + SCAN_TIMEOUT_SECONDS, "-p", Integer.toString(port), host));
        List<HostKey> keys = new ArrayList<>();
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            Path file = scratch.path().resolve("key");
            for (String line :
                    scanned.lines().filter(line -> !line.startsWith("#")).toList()) {
                Files.writeString(file, line + "\n");
                // 256 SHA256:… [host]:port (ED25519)
                String[] words = run(List.of("ssh-keygen", "-l", "-f", file.toString()))
                        .strip()
                        .split(" ");
                keys.add(new HostKey(line, words[words.length - 1].replaceAll("[()]", ""), words[1]));
            }
        }
        return keys;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.FAILURE, "cannot run " + command.get(0) + ": install the package openssh-client", e);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new PulloverException(
                    ExitCode.FAILURE, String.join(" ", command) + " did not end within " + TIMEOUT_SECONDS + " s");
        }
        if (process.exitValue() != 0 && output.isEmpty() && !command.get(0).equals("ssh-keyscan")) {
            throw new PulloverException(
                    ExitCode.FAILURE, String.join(" ", command) + " failed, with exit code " + process.exitValue());
        }
        return output;
    }
}
