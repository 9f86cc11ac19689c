package dev.pullover.common.remote;

import dev.pullover.common.message.FaultKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;

/** The private keys to log in with. */
final class Identities {
    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final List<KeyProvider> keys = new ArrayList<>();
    private final List<Path> files = new ArrayList<>();

    private Identities() {}

    /**
     * @param home directory with {@code .ssh}, whose usual keys are taken if the target names none
     * @throws RemoteException of kind AUTH if there is no usable key
     */
    static Identities of(RemoteTarget target, SSHClient client, Path home) throws RemoteException {
        Identities identities = new Identities();
        if (target.identityFile().isPresent()) {
            Path file = target.identityFile().get();
            try {
                identities.add(client, file);
            } catch (IOException e) {
                String why = e instanceof FileNotFoundException ? "no such file, or no permission" : e.getMessage();
                throw unusable(target, "cannot use identity-file " + file + ": " + why, e);
            }
        } else {
            identities.addUsual(target, client, home.resolve(".ssh"));
        }
        return identities;
    }

    List<KeyProvider> keys() {
        return keys;
    }

    /** Where the keys came from, for messages. */
    List<Path> files() {
        return files;
    }

    private void addUsual(RemoteTarget target, SSHClient client, Path directory) throws RemoteException {
        String problems = "";
        for (String name : USUAL) {
            Path file = directory.resolve(name);
            if (Files.exists(file)) {
                try {
                    add(client, file);
                } catch (IOException e) {
                    problems += "; " + file + ": " + e.getMessage();
                }
            }
        }
        if (keys.isEmpty()) {
            String what =
                    "no identity-file is configured, and " + directory + " has no usable " + String.join(", ", USUAL);
            throw unusable(target, what + problems, null);
        }
    }

    private void add(SSHClient client, Path file) throws IOException {
        try {
            KeyProvider key = client.loadKeys(file.toString());
            key.getPublic();
            key.getPrivate();
            keys.add(key);
            files.add(file);
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // of a file that is no key, sshj also throws what it did not expect itself
            throw new IOException(
                    "not a private key in a known format, or with a passphrase (" + SshFailures.describe(e) + ")", e);
        }
    }

    private static RemoteException unusable(RemoteTarget target, String what, IOException cause) {
        return new RemoteException(target.server(), FaultKind.AUTH, target.label() + ": " + what, cause);
    }
}
