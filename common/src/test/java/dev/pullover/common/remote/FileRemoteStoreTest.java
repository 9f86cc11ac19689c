package dev.pullover.common.remote;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class FileRemoteStoreTest extends RemoteStoreContractTest {
    @TempDir
    Path root;

    @Override
    TestOutbox outbox() {
        return new TestOutbox.InDirectory(root);
    }

    @Override
    RemoteStore open() throws IOException {
        return RemoteStores.open(new RemoteTarget(
                new ServerConfig("production", root.toUri(), Optional.empty(), Optional.empty(), List.of()),
                Transport.AUTO,
                TIMEOUT));
    }
}
