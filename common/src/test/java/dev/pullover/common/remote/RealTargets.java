package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.OpenSshServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** How tests get at their real servers. */
final class RealTargets {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private RealTargets() {}

    /** @param port the server's own, or that of a line to it */
    static ServerConfig config(OpenSshServer server, int port, Path outbox, Path identity) {
        return new ServerConfig(
                "production",
                URI.create("sftp://" + server.user() + "@127.0.0.1:" + port + outbox),
                Optional.of(identity),
                Optional.empty(),
                List.of(server.hostKeyLine()));
    }

    /** A connection whose deadline is about what is asked of it: opening it may take a loaded machine longer. */
    static RemoteStore openPatiently(RemoteTarget target) {
        AtomicReference<RemoteStore> opened = new AtomicReference<>();
        Await.until(PATIENCE, "it is open", () -> {
            try {
                RemoteStore store = RemoteStores.open(target);
                store.stat(FilePath.of(""));
                opened.set(store);
                return true;
            } catch (RemoteException e) {
                assertEquals(FaultKind.TIMEOUT, e.kind(), e.getMessage());
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return opened.get();
    }
}
