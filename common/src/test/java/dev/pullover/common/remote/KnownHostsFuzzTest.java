package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.testkit.Fuzz;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people keep in files of known hosts, and what {@code ssh} says. */
class KnownHostsFuzzTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

    @Test
    void knownHosts() {
        List<String> good = List.of(
                "prod.example " + KEY,
                "[prod.example]:2222,192.0.2.1 " + KEY + " comment",
                "*.example,!prod.example " + KEY + "\n@revoked * " + KEY,
                "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= " + KEY,
                "@cert-authority * " + KEY + "\n# comment\n\n");
        Fuzz.Result result = Fuzz.texts("known_hosts", good, 4_000, input -> {
            List<HostKey> keys =
                    KnownHosts.find(input.lines().toList(), "prod.example", 22).pinned();
            for (HostKey key : keys) {
                assertEquals(key, HostKey.parse(key.type(), key.base64()).orElseThrow());
                key.fingerprint();
            }
            return keys.isEmpty() ? "none" : Fuzz.Parser.ACCEPTED;
        });
        assertTrue(result.accepted() > 0 && result.accepted() < result.tried(), result.toString());
    }

    @Test
    void complaints() {
        List<String> good = List.of(
                "ssh: connect to host h port 22: Connection refused\r\n",
                "Permission denied (publickey).\r\n",
                "@@@@\n");
        Fuzz.texts("complaints of ssh", good, 2_000, input -> {
            String described = SshComplaints.describe(input, Path.of("/tmp/x"));
            assertTrue(described.chars().allMatch(c -> c >= ' ' && c <= '~'), described);
            return SshComplaints.kind(input).toString();
        });
    }
}
