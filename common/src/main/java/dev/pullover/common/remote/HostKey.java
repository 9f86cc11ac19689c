package dev.pullover.common.remote;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;

/**
 * A server's public key, as in {@code known_hosts}.
 *
 * @param type such as {@code ssh-ed25519}
 * @param base64 the key itself, in the form of RFC 4253, section 6.6
 */
record HostKey(String type, String base64) {
    private static final String RSA = "ssh-rsa";

    static HostKey of(PublicKey key) {
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
        return of(blob).orElseThrow();
    }

    /** Reads the two fields; empty if they do not make a key. */
    static Optional<HostKey> parse(String type, String base64) {
        try {
            return of(Base64.getDecoder().decode(base64)).filter(key -> key.type.equals(type));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What {@code ssh-keygen -l} prints: {@code SHA256:…}. */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(base64));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** The names under which servers offer such a key (RFC 8332 for RSA). */
    List<String> algorithms() {
        return type.equals(RSA) ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type);
    }

    /** For people: type and fingerprint. */
    @Override
    public String toString() {
        return type + " " + fingerprint();
    }

    private static Optional<HostKey> of(byte[] blob) {
        try {
            String type = new Buffer.PlainBuffer(blob).readString();
            return Optional.of(new HostKey(type, Base64.getEncoder().encodeToString(blob)));
        } catch (Buffer.BufferException e) {
            return Optional.empty();
        }
    }
}
