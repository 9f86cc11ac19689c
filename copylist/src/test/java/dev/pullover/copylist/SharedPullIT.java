package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.message.Verdict.Choice;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.MemoryQueueStorage;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.remote.RemoteStores;
import dev.pullover.common.state.ServersFile;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.testkit.FaultProxy;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import dev.pullover.testkit.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulls that two real servers share. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedPullIT {
    private static final UUID EPOCH = new UUID(1, 1);
    private static final long SEED = 20261121;
    private static final int FILES = 600;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path root;

    private final Counters counters = new Counters();
    private Path outbox;

    @BeforeEach
    void publish() throws IOException {
        assumeTrue(OpenSshServer.isInstalled() || "true".equals(System.getenv("CI")), "no /usr/sbin/sshd");
        System.out.println("seed " + SEED);
        outbox = root.resolve("outbox");
        Trees.generate(outbox, new Trees.Shape(FILES, 0, 40_000, 2, true), SEED);
        List<CatalogLine> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(outbox)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] content = Files.readAllBytes(file);
                FilePath path = FilePath.of(outbox.relativize(file));
                lines.add(CatalogLine.put(lines.size() + 1, content.length, 1, 0644, Sha256.hash(content), 1, path));
            }
        }
        Path head = CatalogLayout.in(outbox, CatalogLayout.HEAD);
        Files.createDirectories(head.getParent());
        Files.createFile(head);
        Files.createDirectory(root.resolve("state"));
        try (SqliteCatalogLedger catalog = SqliteCatalogLedger.open(root.resolve("state/catalog.db"), new Random(1))) {
            CatalogPosition end = new CatalogPosition(1, 1, lines.size(), Sha256.ZERO);
            catalog.apply(lines, List.of(), new Followed(EPOCH, null, Instant.EPOCH, end));
        }
    }

    @Test
    void bothGiveTheirShare() throws Exception {
        try (OpenSshServer production = server("production");
                OpenSshServer backup = server("backup")) {
            assertEquals(ExitCode.OK, pass(production.port(), production, backup, "", () -> {}));
            assertEquals(FILES / 2, counters.get(Counter.FILES_COPIED, "production"));
            assertEquals(FILES / 2, counters.get(Counter.FILES_COPIED, "backup"));
            assertReplicated();
        }
    }

    @Test
    void oneThatIsKilledInTheMiddleLeavesItsShareToTheOther() throws Exception {
        long part = size() / 8;
        AtomicBoolean killed = new AtomicBoolean();
        try (OpenSshServer production = server("production");
                FaultProxy line = FaultProxy.before(production.port());
                OpenSshServer backup = server("backup")) {
            ExitCode code = pass(line.port(), production, backup, "", () -> {
                if (line.received() > part && killed.compareAndSet(false, true)) {
                    production.kill();
                    line.refuse();
                }
            });
            assertEquals(ExitCode.OK, code);
            long first = counters.get(Counter.FILES_COPIED, "production");
            assertTrue(first > 0 && first < FILES / 2, first + " from the one that was killed");
            assertEquals(FILES - first, counters.get(Counter.FILES_COPIED, "backup"));
            assertReplicated();
        }
    }

    @Test
    void bandwidthHoldsOverBoth() throws Exception {
        long bytes = size();
        try (OpenSshServer production = server("production");
                OpenSshServer backup = server("backup")) {
            long start = System.nanoTime();
            assertEquals(ExitCode.OK, pass(production.port(), production, backup, "bandwidth = \"4MB/s\"", () -> {}));
            double seconds = (System.nanoTime() - start) / 1e9;
            // Only the lower bound: a loaded machine may take as long as it likes.
            assertTrue(seconds >= bytes / 4e6 * 0.95 - 0.1, bytes + " bytes took only " + seconds + " s");
            assertReplicated();
        }
    }

    private void assertReplicated() throws IOException {
        assertEquals(List.of(), Trees.compare(outbox, root.resolve("replica")));
        assertEquals(0, counters.get(Counter.FILES_COPIED_TWICE));
    }

    /** @param port where production is asked */
    private ExitCode pass(int port, OpenSshServer production, OpenSshServer backup, String copyLine, Runnable onWrite)
            throws Exception {
        Config config = configuration(port, production, backup, copyLine);
        StateDirectory state = new StateDirectory(root.resolve("state")).prepare();
        long now = EpochTime.nowNs(Clock.systemUTC());
        Verdict verdict = new Verdict(
                now,
                now + Duration.ofHours(1).toNanos(),
                "as the test says",
                List.of(
                        new Choice("production", ServerState.UP, EPOCH.toString(), FILES),
                        new Choice("backup", ServerState.UP, EPOCH.toString(), FILES)));
        new ServersFile(state).write(new ServersFile.Content(1, verdict, List.of(), "", 0, List.of(), null));
        Steps steps = step -> {
            if (step == Steps.Step.WRITE) {
                onWrite.run();
            }
        };
        try (MessageBus bus = new StandardMessageBus(new MemoryQueueStorage(), System::nanoTime)) {
            ModuleContext context = new ModuleContext(
                    ModuleName.COPYLIST,
                    config,
                    state,
                    bus,
                    server -> RemoteStores.open(server, config.copy().transport(), TIMEOUT),
                    counters,
                    Clock.systemUTC(),
                    System::nanoTime,
                    new Random(SEED),
                    () -> false);
            try (Agent agent = new CopyAgent(context, CopyParts.open(context, Seams.of(steps)), summary -> {})) {
                return agent.pass();
            }
        }
    }

    private OpenSshServer server(String name) throws IOException {
        Path directory = Files.createDirectory(root.resolve(name));
        return OpenSshServer.in(directory, Keys.sshKeygen(directory.resolve("id"), "ed25519"))
                .start();
    }

    private Config configuration(int port, OpenSshServer production, OpenSshServer backup, String copyLine)
            throws IOException {
        String text = """
                [replica]
                directory = "%s"
                state = "%s"
                reserve = "0B"
                %s%s
                [copy]
                balance = "round-robin"
                %s
                """.formatted(
                        root.resolve("replica"),
                        root.resolve("state"),
                        section("production", port, production),
                        section("backup", backup.port(), backup),
                        copyLine);
        return ConfigLoader.load(Files.writeString(root.resolve("pullover.toml"), text));
    }

    private String section(String name, int port, OpenSshServer server) {
        return """
                [[servers]]
                name = "%s"
                uri = "sftp://%s@127.0.0.1:%d%s"
                identity-file = "%s"
                host-keys = ["%s"]
                """.formatted(
                        name, server.user(), port, outbox, root.resolve(name).resolve("id"), server.hostKeyLine());
    }

    private long size() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(outbox)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
