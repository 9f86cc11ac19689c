package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class KnownHostsTest {
    private static final String A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
    private static final String B = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS";

    @Test
    void plainNamesMatchWhateverTheirCase() {
        assertEquals(List.of(A), find("Prod.Example,10.0.0.1 " + A + " a comment", "prod.example", 22));
        assertEquals(List.of(A), find("prod.example,10.0.0.1 " + A, "10.0.0.1", 22));
        assertEquals(List.of(), find("prod.example " + A, "prod.example.org", 22));
    }

    @Test
    void otherPortsAreInBrackets() {
        assertEquals(List.of(A), find("[prod.example]:2222 " + A, "prod.example", 2222));
        assertEquals(List.of(), find("[prod.example]:2222 " + A, "prod.example", 22));
        assertEquals(List.of(), find("[prod.example]:2222 " + A, "prod.example", 2223));
        assertEquals(List.of(A), find("[::1]:2222 " + A, "::1", 2222));
    }

    @Test
    void withoutAKeyForThePortTheHostsOwnCounts() {
        assertEquals(List.of(A), find("prod.example " + A, "prod.example", 2222));
        assertEquals(List.of(B), find("prod.example " + A + "\n[prod.example]:2222 " + B, "prod.example", 2222));
    }

    @Test
    void patternsMatchAsAWholeAndNegationWins() {
        assertEquals(List.of(A), find("*.example " + A, "prod.example", 22));
        assertEquals(List.of(A), find("pro?.example " + A, "prod.example", 22));
        assertEquals(List.of(), find("pro?.example " + A, "pro.example", 22));
        assertEquals(List.of(), find("*.example,!prod.example " + A, "prod.example", 22));
        assertEquals(List.of(A), find("*.example,!prod.example " + A, "backup.example", 22));
        assertEquals(List.of(), find("prod.example,!backup.example " + A, "evil.example", 22));
        assertEquals(List.of(), find("prod+example " + A, "prodd+example", 22));
    }

    @Test
    void hashedNamesMatch() {
        // ssh-keygen -H of "prod.example" with a salt of its choice
        assertEquals(List.of(A), find(hashed("prod.example") + " " + A, "prod.example", 22));
        assertEquals(List.of(A), find(hashed("[prod.example]:2222") + " " + A, "PROD.example", 2222));
        assertEquals(List.of(), find(hashed("prod.example") + " " + A, "backup.example", 22));
        assertEquals(List.of(), find("|1|broken " + A, "prod.example", 22));
        assertEquals(List.of(), find("|1||| " + A, "prod.example", 22));
    }

    @Test
    void revokedKeysDoNotCountThoughAnotherLineHasThem() {
        assertEquals(
                List.of(B),
                find("prod.example " + A + "\nprod.example " + B + "\n@revoked * " + A, "prod.example", 22));
    }

    @Test
    void authoritiesCommentsAndNonsenseAreSkipped() {
        String lines = "# prod.example " + A + "\n\n   \n@cert-authority prod.example " + A
                + "\nprod.example ssh-ed25519 !!!\nprod.example ssh-rsa " + A.split(" ")[1]
                + "\nprod.example\nprod.example " + B;
        assertEquals(List.of(B), find(lines, "prod.example", 22));
    }

    /** As {@code ssh-keygen -H} writes it. */
    static String hashed(String name) {
        try {
            byte[] salt = "twenty bytes of salt".getBytes(StandardCharsets.US_ASCII);
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            Base64.Encoder encoder = Base64.getEncoder();
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return "|1|" + encoder.encodeToString(salt) + "|" + encoder.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> find(String lines, String host, int port) {
        return KnownHosts.find(lines.lines().toList(), host, port).pinned().stream()
                .map(key -> key.type() + " " + key.base64())
                .toList();
    }
}
