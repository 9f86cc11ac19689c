package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.Programs;
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
    private static final int SSH_PORT = 22;
    private static final int MIN_LISTED_WORDS = 3;

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

    /** Whether there is {@code ssh}. */
    static boolean isInstalled() {
        return Programs.isInstalled("ssh");
    }

    /** Whether there is {@code ssh-keygen}. */
    static boolean isKeygenInstalled() {
        return Programs.isInstalled("ssh-keygen");
    }

    /** What {@code ssh} says of itself: {@code OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.15}. */
    static String version() throws InterruptedException {
        return answer(List.of("ssh", "-V")).output().strip();
    }

    /**
     * What a file of a private key holds, without showing it.
     *
     * @param type {@code ED25519}, or empty if it is not known
     * @param bits 0 if not known
     * @param fingerprint {@code SHA256:…}, or empty
     */
    record PrivateKey(State state, String type, int bits, String fingerprint) {
        /** Whether it can be used without somebody at the keyboard. */
        enum State {
            USABLE,
            ENCRYPTED,
            NO_KEY
        }
    }

    /** Looks at a private key that this user alone may read. */
    static PrivateKey privateKey(Path file) throws InterruptedException {
        // Its output is the public part; that of a failure is the reason.
        Answer opened = answer(List.of("ssh-keygen", "-y", "-P", "", "-f", file.toString()));
        boolean encrypted = opened.output().contains("passphrase");
        PrivateKey.State state = opened.status() == 0
                ? PrivateKey.State.USABLE
                : encrypted ? PrivateKey.State.ENCRYPTED : PrivateKey.State.NO_KEY;
        // 256 SHA256:… a comment (ED25519)
        String[] words = answer(List.of("ssh-keygen", "-l", "-f", file.toString()))
                .output()
                .strip()
                .split(" ");
        boolean listed = words.length >= MIN_LISTED_WORDS && words[0].matches("\\d{1,6}");
        return listed
                ? new PrivateKey(
                        state, words[words.length - 1].replaceAll("[()]", ""), Integer.parseInt(words[0]), words[1])
                : new PrivateKey(state, "type not known", 0, "");
    }

    /** Whether a file of known hosts has a key for this one. */
    static boolean knows(Path knownHosts, String host, int port) throws InterruptedException {
        String name = port == SSH_PORT ? host : "[" + host + "]:" + port;
        return answer(List.of("ssh-keygen", "-F", name, "-f", knownHosts.toString()))
                        .status()
                == 0;
    }

    /** How a program ended, and what it printed on both of its outputs. */
    private record Answer(int status, String output) {}

    private static Answer answer(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), output);
        } catch (IOException e) {
            return new Answer(ExitCode.FAILURE.number(), e.getMessage());
        }
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
