package dev.pullover.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes SSH keys without a passphrase.
 *
 * <p>The files have OpenSSH's own format (its {@code PROTOCOL.key}), which {@code ssh}, sshj and MINA
 * SSHD all read. The type is ECDSA, because MINA SSHD checks Ed25519 signatures only with a further
 * library.
 */
public final class Keys {
    private static final String TYPE = "ecdsa-sha2-nistp256";
    private static final String CURVE = "nistp256";
    private static final int COORDINATE_BYTES = 32;
    private static final int CIPHER_BLOCK_BYTES = 8;
    private static final int BASE64_LINE_CHARS = 70;
    private static final long KEYGEN_TIMEOUT_SECONDS = 60;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private Keys() {}

    /**
     * Writes a new key pair to {@code file} (mode 0600) and {@code file.pub}, with nothing but the JDK.
     *
     * @return the public key as in {@code authorized_keys}: {@code ecdsa-sha2-nistp256 AAAA…}
     * @throws java.nio.file.FileAlreadyExistsException if {@code file} is there
     */
    public static String generate(Path file) throws IOException {
        KeyPair pair = newPair();
        byte[] point = point((ECPublicKey) pair.getPublic());
        String publicLine =
                TYPE + " " + Base64.getEncoder().encodeToString(concat(text(TYPE), text(CURVE), string(point)));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(file, privateFile((ECPrivateKey) pair.getPrivate(), point));
        Files.writeString(publicFile(file), publicLine + "\n");
        return publicLine;
    }

    /**
     * Same as {@link #generate}, by {@code ssh-keygen}, of another type.
     *
     * @param type {@code ed25519}, {@code ecdsa} or {@code rsa}
     */
    public static String sshKeygen(Path file, String type) throws IOException {
        Process process = new ProcessBuilder("ssh-keygen", "-q", "-t", type, "-N", "", "-C", "", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(KEYGEN_TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("ssh-keygen -t " + type + " -f " + file + " failed: " + output.trim());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for ssh-keygen", e);
        }
        return Files.readString(publicFile(file)).trim();
    }

    static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot make EC keys", e);
        }
    }

    private static Path publicFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    private static String privateFile(ECPrivateKey key, byte[] point) {
        byte[] publicBlob = concat(text(TYPE), text(CURVE), string(point));
        byte[] secrets = concat(
                // two equal numbers, by which a reader sees that its passphrase was right
                new byte[8],
                text(TYPE),
                text(CURVE),
                string(point),
                string(key.getS().toByteArray()),
                text(""));
        byte[] content = concat(
                "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII),
                text("none"),
                text("none"),
                text(""),
                uint32(1),
                string(publicBlob),
                string(concat(secrets, padding(secrets.length))));
        Base64.Encoder encoder = Base64.getMimeEncoder(BASE64_LINE_CHARS, new byte[] {'\n'});
        return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + encoder.encodeToString(content)
                + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    /** 1, 2, 3 … up to the next block border. */
    private static byte[] padding(int length) {
        byte[] padding = new byte[-length & CIPHER_BLOCK_BYTES - 1];
        for (int i = 0; i < padding.length; i++) {
            padding[i] = (byte) (i + 1);
        }
        return padding;
    }

    /** The uncompressed form of SEC 1: 4, x, y. */
    private static byte[] point(ECPublicKey key) {
        byte[] x = coordinate(key.getW().getAffineX());
        byte[] y = coordinate(key.getW().getAffineY());
        return concat(new byte[] {4}, x, y);
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return fixed;
    }

    private static byte[] text(String value) {
        return string(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** A "string" of RFC 4251: its length, its bytes. */
    private static byte[] string(byte[] value) {
        return concat(uint32(value.length), value);
    }

    private static byte[] uint32(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
