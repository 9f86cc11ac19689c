package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.FaultProxy;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A line that brings less in a timeout than all files together ask for: each waits for the others, none gives up. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NarrowLineIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final long BYTES_PER_SECOND = 500_000;
    private static final int FILES = 8;
    private static final int BYTES = 300_000;

    @TempDir
    Path directory;

    @BeforeEach
    void requireSshd() {
        RequireOpenSsh.orSkip();
    }

    @Test
    void allFilesComeThoughTogetherTheyTakeLongerThanTheTimeout() throws Exception {
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        Path outbox = Files.createDirectory(directory.resolve("outbox"));
        for (int i = 0; i < FILES; i++) {
            Files.write(outbox.resolve("f" + i), new byte[BYTES]);
        }
        ExecutorService threads = Executors.newFixedThreadPool(FILES);
        try (OpenSshServer server = OpenSshServer.in(Files.createDirectory(directory.resolve("sshd")), key)
                        .start();
                FaultProxy line = FaultProxy.before(server.port());
                RemoteStore store = open(server, line, outbox)) {
            line.limit(BYTES_PER_SECOND);
            List<Future<Long>> reads = new ArrayList<>();
            for (int i = 0; i < FILES; i++) {
                FilePath path = FilePath.of("f" + i);
                reads.add(threads.submit(() -> store.read(path, 0, BYTES, (buffer, offset, length) -> {})));
            }
            for (Future<Long> read : reads) {
                assertEquals(BYTES, read.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private RemoteStore open(OpenSshServer server, FaultProxy line, Path outbox) throws Exception {
        ServerConfig config = RealTargets.config(server, line.port(), outbox, directory.resolve("id"));
        return RealTargets.openPatiently(new RemoteTarget(config, Transport.AUTO, TIMEOUT));
    }
}
