package dev.pullover.common.remote;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.message.FaultKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the keys that are pinned for a server, and no other: there is no trust on first use. The
 * types of the pinned keys are asked for first, as ssh does, because a server with keys of several
 * types would show another one.
 */
final class PinnedHostKeys implements HostKeyVerifier {
    private final RemoteTarget target;
    private final @Nullable Path file;
    private final List<HostKey> pinned;
    private volatile @Nullable HostKey offered;

    private PinnedHostKeys(RemoteTarget target, @Nullable Path file, List<HostKey> pinned) {
        this.target = target;
        this.file = file;
        this.pinned = pinned;
    }

    /**
     * @param home directory with {@code .ssh/known_hosts}, used if the target names neither a file nor
     *     keys
     * @throws RemoteException if the file cannot be read
     */
    static PinnedHostKeys of(RemoteTarget target, Path home) throws RemoteException {
        List<HostKey> pinned = new ArrayList<>();
        for (String line : target.hostKeys()) {
            pinned.add(parse(target, line));
        }
        Path file = target.knownHosts().orElse(target.hostKeys().isEmpty() ? home.resolve(".ssh/known_hosts") : null);
        if (file != null) {
            pinned.addAll(KnownHosts.find(lines(target, file), target.host(), target.port())
                    .pinned());
        }
        return new PinnedHostKeys(target, file, List.copyOf(pinned));
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        HostKey shown = HostKey.of(key);
        offered = shown;
        return pinned.contains(shown);
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return pinned.stream().flatMap(key -> key.algorithms().stream()).toList();
    }

    /** What to say when {@link #verify} has said no. */
    String complaint() {
        return complaint(String.valueOf(offered));
    }

    /** Same, when ssh has said no to {@code shown}: type and fingerprint. */
    String complaint(String shown) {
        if (pinned.isEmpty()) {
            return "no host key is pinned in " + where() + "; the server offers " + shown
                    + ": ask its owners whether that is right, then pin it";
        }
        String expected = pinned.stream().map(HostKey::toString).collect(Collectors.joining(" or "));
        return "host key is not the pinned one: expected " + expected + ", offered " + shown
                + "; if its owners say that the key was changed, change it in " + where();
    }

    private String where() {
        String keys = "host-keys of server '" + target.server() + "' in the configuration";
        if (file == null) {
            return keys;
        }
        return target.hostKeys().isEmpty() ? file.toString() : keys + " or in " + file;
    }

    private static HostKey parse(RemoteTarget target, String line) {
        String[] fields = line.trim().split("\\s+");
        Optional<HostKey> key = fields.length < 2 ? Optional.empty() : HostKey.parse(fields[0], fields[1]);
        return key.orElseThrow(() -> new PulloverException(
                ExitCode.USAGE,
                "server " + target.server() + ": host-keys has '" + line
                        + "', which is no public key; one looks like 'ssh-ed25519 AAAA…'"));
    }

    private static List<String> lines(RemoteTarget target, Path file) throws RemoteException {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "no such file" : e.toString();
            throw new RemoteException(
                    target.server(),
                    FaultKind.HOST_KEY,
                    target.label() + ": cannot read known-hosts " + file + ": " + why,
                    e);
        }
    }
}
