package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.message.LogLevel;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigDefaultsTest {
    private static final Path FILE = Path.of("/etc/pullover/pullover.toml");

    @Test
    void emptyFileIsAllDefaults() {
        Config config = ConfigLoader.parse("", FILE);

        assertEquals(
                new Config(
                        FILE,
                        Optional.empty(),
                        List.of(),
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
                                Path.of("/etc/pullover/pullover.log"),
                                Path.of("/etc/pullover/pullover.jsonl"),
                                64_000_000,
                                Optional.empty(),
                                10,
                                Optional.empty()),
                        new StatConfig(Optional.empty(), List.of(), Optional.empty()),
                        Optional.empty()),
                config);
    }

    @Test
    void ofReplicaOnlyDirectoryAndStateHaveNoDefault() {
        Config config = ConfigLoader.parse("""
                [replica]
                directory = "/srv/replica"
                state = "/var/lib/pullover"
                """, FILE);

        assertEquals(
                Optional.of(new ReplicaConfig(Path.of("/srv/replica"), Path.of("/var/lib/pullover"), 1_000_000_000)),
                config.replica());
        assertEquals(Path.of("/var/lib/pullover/pullover.log"), config.log().file());
        assertEquals(Path.of("/var/lib/pullover/pullover.jsonl"), config.log().json());
    }

    @Test
    void ofAServerOnlyNameAndUriHaveNoDefaultWhereItIsADirectory() {
        Config config = ConfigLoader.parse("[[servers]]\nname = \"mount\"\nuri = \"file:///mnt/outbox\"\n", FILE);

        assertEquals(
                List.of(new ServerConfig(
                        "mount", URI.create("file:///mnt/outbox"), Optional.empty(), Optional.empty(), List.of())),
                config.servers());
    }

    @Test
    void publishAloneIsComplete() {
        Config config = ConfigLoader.parse("""
                [publish]
                sources = ["/data/exports/**/*.csv"]
                base = "/data/exports"
                outbox = "/srv/outbox"
                state = "/var/lib/pullover"
                """, FILE);

        assertEquals(
                new PublishConfig(
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
                        8),
                config.requirePublish());
        assertEquals(Path.of("/var/lib/pullover/pullover.log"), config.log().file());
    }

    @Test
    void downIntervalIsThatOfIntervalUnlessGiven() {
        Config config = ConfigLoader.parse("[check]\ninterval = \"7s\"\n", FILE);

        assertEquals(Duration.ofSeconds(7), config.check().downInterval());
    }

    @Test
    void everyKeyIsInTheTable() throws IllegalAccessException {
        List<Key<?>> constants = new ArrayList<>();
        for (Field field : Keys.class.getDeclaredFields()) {
            if (field.getType() == Key.class) {
                constants.add((Key<?>) field.get(null));
            }
        }

        assertEquals(constants, Keys.ALL);
        assertEquals(constants.size(), new HashSet<>(constants).size());
    }
}
