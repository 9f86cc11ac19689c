package dev.pullover.common.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Fuzz;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Single values of the configuration, further than mutating whole files gets. */
class ValueFuzzTest {
    @Test
    void sizesDurationsAndRates() {
        for (UnitScale scale : List.of(UnitScale.SIZE, UnitScale.DURATION)) {
            Fuzz.texts("size or duration", List.of("0s", "250ms", "1GB", "64MiB", "2h", "1d"), 4_000, input -> {
                OptionalLong value = scale.parse(input);
                assertTrue(value.orElse(0) >= 0, () -> input + " = " + value);
                return value.isPresent() ? Fuzz.Parser.ACCEPTED : "none";
            });
        }
        Fuzz.texts(
                "bandwidth",
                List.of("unlimited", "20MB/s", "08:00,1MB/s 18:00,unlimited", "Mon-08:00,1kB/s"),
                4_000,
                input -> {
                    Optional<Bandwidth> value = Bandwidth.parse(input);
                    return value.isPresent() ? Fuzz.Parser.ACCEPTED : "none";
                });
    }

    @Test
    void addressesAndNames() {
        fuzz(
                "server URI",
                new ServerUriType(),
                "sftp://sync@prod.example:22/srv/outbox",
                "file:///srv/x",
                "sftp://[::1]:22/a");
        fuzz("listen address", new ListenAddressType(), "127.0.0.1:9477", "[::1]:0", "localhost:1");
        fuzz("server name", new ServerNameType(), "production", "a-b_c.1");
        fuzz("host name", new HostNameType(), "stat.example.com");
        fuzz("log forward", new LogForwardType(), "unix:/dev/log", "udp://h:514", "tcp://[::1]:514");
        fuzz("glob", new GlobType(), "/data/exports/**/*.csv", "[a-z]?{a,b}");
        fuzz(
                "host key",
                new HostKeyType(),
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl");
        fuzz("mode mask", new ModeMaskType(), "0755", "0644");
        fuzz("owner", new FileOwnerType(), "user:group", "user");
    }

    /** A server's URI that is taken leads to no option of {@code ssh}. */
    private static <T> void fuzz(String name, ValueType<T> type, String... good) {
        Fuzz.texts(name, List.of(good), 2_000, input -> {
            try {
                T value = type.read(input);
                if (value instanceof URI uri && "sftp".equals(uri.getScheme())) {
                    Authority authority = Authority.parse(uri.getAuthority());
                    assertTrue(!authority.server().host().startsWith("-"), input);
                    assertTrue(!authority.user().orElse("x").startsWith("-"), input);
                }
                assertEquals(value, type.read(input));
                return Fuzz.Parser.ACCEPTED;
            } catch (InvalidValueException e) {
                return e.getMessage();
            }
        });
    }
}
