package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.LogLevel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

class ConfigMappingTest {
    private static final Path FILE = Path.of("/etc/pullover/pullover.toml");
    private static final String HOST_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAxEcIF/39H+WwAsnMaCj3ZeVZ7KdrryHEJiw63bCmzv";

    /** Every key, none with its default. */
    private static final String ALL_KEYS = """
            [replica]
            directory = "/r/d"
            state = "/r/s"
            reserve = "3GiB"

            [[servers]]
            name = "Prod-1.x_y"
            uri = "sftp://me@my_host:2222/srv/out%20box/"
            identity-file = "keys/id"
            known-hosts = "/k/h"
            weight = 7
            host-keys = ["@KEY@ root@prod"]
            agent-check = "127.0.0.1:9101"

            [[servers]]
            name = "v6"
            uri = "sftp://[::1]/srv/outbox"
            host-keys = ["@KEY@", "@KEY@"]

            [check]
            interval = "4s"
            fast-interval = "50ms"
            down-interval = "1m"
            timeout = "9s"
            rise = 5
            fall = 6
            response-slow = "333ms"
            jitter = 25
            login-interval = "3h"

            [failback]
            policy = "manual"
            hold = "0s"

            [synchro]
            interval = "1d"
            mode = "scan"
            scan-interval = "7s"
            full-scan = "2d"

            [copy]
            parallel = 256
            connections = 2
            transport = "sshj"
            balance = "least-connections"
            slow-start = "2m"
            bandwidth = "20MB/s"
            durability = "os"
            park-after = 9
            deletions = "quarantine"
            keep-versions = 7
            max-deletions = 5
            quarantine-keep = "2d"
            mode-mask = "0750"
            owner = "www:staff"
            on-arrival = "xargs -0 import"
            on-arrival-names = "nul"
            on-arrival-timeout = "30s"

            [log]
            file = "/var/log/p.log"
            json = "p.json"
            level = "debug"
            max-size = "64KiB"
            max-age = "1d"
            keep = 0
            forward = "tcp:[::1]:601"

            [stat]
            listen = "[::]:0"
            hosts = ["Status.example"]
            textfile = "../pullover.prom"

            [publish]
            sources = ["**/*.csv", "/data/exports/x{1,2}/*"]
            list-file = "list"
            base = "/data/exports"
            outbox = "/srv/outbox"
            state = "../publish-state"
            exclude = ["**/tmp/**"]
            deletions = true
            interval = "2h"
            watch = false
            sweep-interval = "3h"
            settle = "3s"
            snapshot-every = 5
            keep-segments = 6
            """.replace("@KEY@", HOST_KEY);

    @Test
    void everyValueArrives() {
        Config config = ConfigLoader.parse(ALL_KEYS, FILE);

        assertEquals(
                new Config(
                        FILE,
                        Optional.of(new ReplicaConfig(Path.of("/r/d"), Path.of("/r/s"), 3L << 30)),
                        List.of(
                                new ServerConfig(
                                        "Prod-1.x_y",
                                        URI.create("sftp://me@my_host:2222/srv/out%20box/"),
                                        Optional.of(Path.of("/etc/pullover/keys/id")),
                                        Optional.of(Path.of("/k/h")),
                                        List.of(HOST_KEY),
                                        7,
                                        Optional.of(new ListenAddress("127.0.0.1", 9101))),
                                new ServerConfig(
                                        "v6",
                                        URI.create("sftp://[::1]/srv/outbox"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(HOST_KEY, HOST_KEY))),
                        new CheckConfig(
                                Duration.ofSeconds(4),
                                Duration.ofMillis(50),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(9),
                                5,
                                6,
                                Duration.ofMillis(333),
                                25,
                                Duration.ofHours(3)),
                        new FailbackConfig(FailbackPolicy.MANUAL, Duration.ZERO),
                        new SynchroConfig(
                                Duration.ofDays(1), SynchroMode.SCAN, Duration.ofSeconds(7), Duration.ofDays(2)),
                        new CopyConfig(
                                256,
                                2,
                                Transport.SSHJ,
                                Balance.LEAST_CONNECTIONS,
                                Duration.ofMinutes(2),
                                Bandwidth.always(OptionalLong.of(20_000_000)),
                                Durability.OS,
                                9,
                                new KeepConfig(Deletions.QUARANTINE, 5, Duration.ofDays(2), 7),
                                new AttributesConfig(
                                        0750, Optional.of(new FileOwner(Optional.of("www"), Optional.of("staff")))),
                                Optional.of(new ArrivalConfig(
                                        "xargs -0 import", ArrivalNames.NUL, Duration.ofSeconds(30)))),
                        new LogConfig(
                                LogLevel.DEBUG,
                                Path.of("/var/log/p.log"),
                                Path.of("/r/s/p.json"),
                                64 << 10,
                                Optional.of(Duration.ofDays(1)),
                                0,
                                Optional.of(new LogForward(LogForward.Kind.TCP, Path.of(""), "::1", 601))),
                        new StatConfig(
                                Optional.of(new ListenAddress("::", 0)),
                                List.of("status.example"),
                                Optional.of(Path.of("/etc/pullover/../pullover.prom"))),
                        Optional.of(new PublishConfig(
                                List.of("**/*.csv", "/data/exports/x{1,2}/*"),
                                Optional.of(Path.of("/etc/pullover/list")),
                                Path.of("/data/exports"),
                                Path.of("/srv/outbox"),
                                Path.of("/etc/pullover/../publish-state"),
                                List.of("**/tmp/**"),
                                true,
                                Duration.ofHours(2),
                                false,
                                Duration.ofHours(3),
                                Duration.ofSeconds(3),
                                5,
                                6))),
                config);
    }

    @Test
    void fileOfTheMappingTestHasEveryKeyAndNoDefault() {
        TomlParseResult toml = Toml.parse(ALL_KEYS);
        for (Key<?> key : Keys.ALL) {
            TomlTable table = key.section().repeated()
                    ? toml.getArrayOrEmpty(key.section().tomlName()).getTable(0)
                    : toml.getTableOrEmpty(key.section().tomlName());
            assertTrue(table.contains(key.name()), key + " is missing");
            if (key.presence() instanceof Presence.Default given) {
                assertFalse(given.value().equals(table.get(key.name())), key + " has its default");
            }
        }
    }

    @Test
    void exampleOfThePageArrives() throws IOException {
        Config config = ConfigLoader.parse(ConfigurationPageTest.example(), FILE);

        assertEquals(
                new Config(
                        FILE,
                        Optional.of(new ReplicaConfig(
                                Path.of("/srv/replica"), Path.of("/var/lib/pullover"), 1_000_000_000)),
                        List.of(
                                exampleServer("production", "sftp://sync@prod.example:22/srv/outbox"),
                                exampleServer("backup", "sftp://sync@backup.example:22/srv/outbox")),
                        new CheckConfig(
                                Duration.ofSeconds(2),
                                Duration.ofMillis(200),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                2,
                                3,
                                Duration.ofSeconds(1),
                                10,
                                Duration.ofMinutes(1)),
                        new FailbackConfig(FailbackPolicy.AUTOMATIC, Duration.ofSeconds(30)),
                        new SynchroConfig(
                                Duration.ofMillis(250), SynchroMode.AUTO, Duration.ofSeconds(5), Duration.ofHours(1)),
                        new CopyConfig(
                                8,
                                4,
                                Transport.AUTO,
                                Balance.FAILOVER,
                                Duration.ZERO,
                                Bandwidth.UNLIMITED,
                                Durability.FULL,
                                3,
                                new KeepConfig(Deletions.IGNORE, 1000, Duration.ofDays(30), 0),
                                new AttributesConfig(0777, Optional.empty()),
                                Optional.empty()),
                        new LogConfig(
                                LogLevel.INFO,
                                Path.of("/var/lib/pullover/pullover.log"),
                                Path.of("/var/lib/pullover/pullover.jsonl"),
                                64_000_000,
                                Optional.empty(),
                                10,
                                Optional.empty()),
                        new StatConfig(Optional.of(new ListenAddress("127.0.0.1", 9477)), List.of(), Optional.empty()),
                        Optional.of(new PublishConfig(
                                List.of("/data/exports/**/*.csv"),
                                Optional.empty(),
                                Path.of("/data/exports"),
                                Path.of("/srv/outbox"),
                                Path.of("/var/lib/pullover"),
                                List.of(),
                                false,
                                Duration.ofSeconds(1),
                                true,
                                Duration.ofMinutes(1),
                                Duration.ZERO,
                                4,
                                8))),
                config);
    }

    @Test
    void sftpServerTellsItsParts() {
        ServerConfig server = ConfigLoader.parse(ALL_KEYS, FILE).servers().get(0);

        assertFalse(server.isFile());
        assertEquals("me", server.user());
        assertEquals("my_host", server.host());
        assertEquals(2222, server.port());
        assertEquals("/srv/out box", server.outbox());
    }

    @Test
    void userAndPortMayBeLeftOut() {
        ServerConfig server = ConfigLoader.parse(ALL_KEYS, FILE).servers().get(1);

        assertEquals(Optional.empty(), server.explicitUser());
        assertEquals(System.getProperty("user.name"), server.user());
        assertEquals("::1", server.host());
        assertEquals(OptionalInt.empty(), server.explicitPort());
        assertEquals(22, server.port());
    }

    @Test
    void userMayHaveAnAtSign() {
        ServerConfig server = server("sftp://me%40realm@h/o");

        assertEquals("me@realm", server.user());
        assertEquals("h", server.host());
    }

    @Test
    void fileServerHasAnOutboxButNoHost() {
        ServerConfig server = server("file:///");

        assertTrue(server.isFile());
        assertEquals("/", server.outbox());
        assertThrows(IllegalStateException.class, server::host);
    }

    @Test
    void inlineAndDottedFormsAreTomlToo() {
        Config config = ConfigLoader.parse(
                "check.rise = 7\nservers = [{name = 'a', uri = 'file:///a'}, {name = 'b', uri = 'file:///b'}]\n", FILE);

        assertEquals(7, config.check().rise());
        assertEquals(
                List.of("a", "b"),
                config.servers().stream().map(ServerConfig::name).toList());
    }

    @Test
    void listenAddressIsShownAsItIsWritten() {
        assertEquals("[::1]:80", new ListenAddress("::1", 80).toString());
        assertEquals("localhost:80", new ListenAddress("localhost", 80).toString());
    }

    private static ServerConfig exampleServer(String name, String uri) {
        return new ServerConfig(
                name,
                URI.create(uri),
                Optional.of(Path.of("/etc/pullover/id_ed25519")),
                Optional.of(Path.of("/etc/pullover/known_hosts")),
                List.of());
    }

    private static ServerConfig server(String uri) {
        return ConfigLoader.parse("[[servers]]\nname = \"a\"\nknown-hosts = \"k\"\nuri = \"" + uri + "\"\n", FILE)
                .requireServers()
                .get(0);
    }
}
