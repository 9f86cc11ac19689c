package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What follows from what {@code ssh -G} says. */
class SshRouteTest {
    private static final SshRoute PLAIN = new SshRoute("prod", 22);

    @Test
    void sshConfigMayKnowAnotherNameAndPort() {
        Map<String, String> settings = Map.of("hostname", "192.0.2.1", "port", "2222", "proxycommand", "none");
        assertEquals(Optional.of(new SshRoute("192.0.2.1", 2222)), SshRoute.of(settings, PLAIN));
    }

    @Test
    void behindAJumpHostOrACommandThereIsNoDirectWay() {
        assertEquals(Optional.empty(), SshRoute.of(Map.of("hostname", "a", "proxyjump", "b"), PLAIN));
        assertEquals(Optional.empty(), SshRoute.of(Map.of("hostname", "a", "proxycommand", "nc %h %p"), PLAIN));
    }

    @Test
    void whatSshDoesNotTellIsAsConfigured() {
        assertEquals(Optional.of(PLAIN), SshRoute.of(Map.of(), PLAIN));
        assertEquals(Optional.of(PLAIN), SshRoute.of(Map.of("port", "99999"), PLAIN));
    }

    @Test
    void asksTheInstalledSshWhereThatIsTheTransport() throws IOException {
        ServerConfig server = new ServerConfig(
                "production",
                URI.create("sftp://sync@192.0.2.7:2022/srv/outbox"),
                Optional.empty(),
                Optional.empty(),
                List.of());
        for (Transport transport : Transport.values()) {
            if (transport != Transport.OPENSSH || OpenSshConnector.isInstalled()) {
                assertEquals(
                        Optional.of(new SshRoute("192.0.2.7", 2022)),
                        SshRoute.direct(server, transport, Duration.ofMinutes(1)));
            }
        }
    }
}
