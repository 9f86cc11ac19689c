package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.RemoteStores;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real OpenSSH server that is lost at each of the SFTP requests of a pull in turn, over both transports. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CutConnectionsIT {
    private static final long SEED = 20261121;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration REST = Duration.ofMinutes(30);
    private static final int STEP = Soak.times(6, 1);
    private static final int LARGE_BYTES = 5_000_000;
    private static final int SMALL_FILES = 5;
    /** Reads of the large file, by the largest packet that OpenSSH allows: of every {@link #STEP} one is cut. */
    private static final int FEWEST_REQUESTS = LARGE_BYTES / 256_000;
    /** A pass is a few dozen requests. */
    private static final int MOST_REQUESTS = 500;

    private static final int MAX_PASSES = 3;

    @TempDir
    private Path root;

    private final Random random = new Random(SEED);
    private final Map<String, byte[]> files = new TreeMap<>();
    private Path outbox;
    private Path order;
    private OpenSshServer server;

    @BeforeEach
    void startServer() throws IOException {
        assumeTrue(OpenSshServer.isInstalled() || "true".equals(System.getenv("CI")), "no /usr/sbin/sshd");
        outbox = Files.createDirectory(root.resolve("outbox"));
        order = root.resolve("order");
        for (int i = 0; i < SMALL_FILES; i++) {
            publish("small-" + i, 10 + random.nextInt(5_000));
        }
        publish("large", LARGE_BYTES);
        Path relay = root.resolve("cut-sftp.pl");
        try (InputStream script = getClass().getResourceAsStream("cut-sftp.pl")) {
            Files.copy(Objects.requireNonNull(script), relay);
        }
        Path directory = Files.createDirectory(root.resolve("sshd"));
        server = OpenSshServer.in(directory, Keys.sshKeygen(directory.resolve("id"), "ed25519"))
                .option("ForceCommand exec perl " + relay + " " + order)
                .start();
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SSHJ", "OPENSSH"})
    void costNothingButTime(Transport transport) throws Exception {
        int at = Soak.isOn() ? 1 : 1 + random.nextInt(STEP);
        System.out.println("seed " + SEED + ", " + transport + ", from request " + at + " every " + STEP);
        int cuts = 0;
        long resumed = 0;
        for (boolean cut = true; cut; at += STEP) {
            assertTrue(at <= MOST_REQUESTS, "still cut at request " + at);
            for (String manner : manners(cuts)) {
                Files.writeString(order, at + " " + manner);
                resumed += pull(transport, at + "-" + manner);
                cut = Files.notExists(order);
                cuts += cut ? 1 : 0;
            }
        }
        System.out.println(cuts + " cuts, the last pass went through; " + resumed + " bytes resumed");
        assertTrue(cuts >= FEWEST_REQUESTS / STEP, cuts + " cuts");
        assertTrue(resumed > 0, "of what had come before a cut nothing was used");
    }

    /** The session ends after the last answer has been sent, or the connection is lost with all that is on its way. */
    private static List<String> manners(int cuts) {
        List<String> both = List.of("end", "drop");
        return Soak.isOn() ? both : List.of(both.get(cuts % both.size()));
    }

    /** @return bytes that had come before the cut */
    private long pull(Transport transport, String name) throws Exception {
        try (Site site = new Site(Files.createDirectory(root.resolve(transport + "-at-" + name)))) {
            site.openBy(config -> open(config, transport));
            files.forEach((path, content) -> site.announce(path, content, Site.MODE, 1));
            ExitCode code = site.pass();
            for (int passes = 1; passes < MAX_PASSES && (code != ExitCode.OK || site.owed() > 0); passes++) {
                site.assertNothingHalf();
                site.advance(REST);
                code = site.pass();
            }
            assertEquals(ExitCode.OK, code, "cut at " + name);
            site.assertReplicated();
            assertEquals(files.size(), site.count(Counter.FILES_COPIED, Site.PRODUCTION), "cut at " + name);
            assertEquals(0, site.count(Counter.FILES_COPIED_TWICE), "cut at " + name);
            assertEquals(0, site.filesParked(), "cut at " + name);
            assertEquals(List.of(), site.temporaries(), "cut at " + name);
            return site.count(Counter.BYTES_RESUMED);
        }
    }

    /** There is one server only, so what was cut has to go on with the same. */
    private RemoteStore open(ServerConfig config, Transport transport) throws IOException {
        if (!config.name().equals(Site.PRODUCTION)) {
            throw new RemoteException(config.name(), FaultKind.REFUSED, config.name() + " is down", null);
        }
        URI uri = URI.create("sftp://" + server.user() + "@127.0.0.1:" + server.port() + outbox);
        Optional<Path> identity = Optional.of(root.resolve("sshd/id"));
        return RemoteStores.open(
                new ServerConfig(config.name(), uri, identity, Optional.empty(), List.of(server.hostKeyLine())),
                transport,
                TIMEOUT);
    }

    private void publish(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        random.nextBytes(content);
        Files.write(outbox.resolve(name), content);
        files.put(name, content);
    }
}
