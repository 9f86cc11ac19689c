package dev.pullover.common.catalog;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 value: 32 bytes, 64 lower-case hexadecimal digits for people. Immutable. */
public final class Sha256 {
    /** Length of the value. */
    public static final int BYTES = 32;
    /** Length of the text form. */
    public static final int HEX_DIGITS = 2 * BYTES;
    /** All zeros: no content, no history. */
    public static final Sha256 ZERO = new Sha256(new byte[BYTES]);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The value that these 32 bytes are; they are copied.
     *
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Sha256 ofBytes(byte[] value) {
        if (value.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 value has " + BYTES + " bytes, not " + value.length);
        }
        return new Sha256(value.clone());
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not 64 lower-case hexadecimal digits
     */
    public static Sha256 parse(String hex) {
        byte[] value = new byte[BYTES];
        boolean good = hex.length() == HEX_DIGITS;
        for (int i = 0; i < BYTES && good; i++) {
            int high = hexDigit(hex.charAt(2 * i));
            int low = hexDigit(hex.charAt(2 * i + 1));
            good = (high | low) >= 0;
            value[i] = (byte) (high << 4 | low);
        }
        if (!good) {
            throw new IllegalArgumentException("'" + hex + "' is not " + HEX_DIGITS + " lower-case hexadecimal digits");
        }
        return new Sha256(value);
    }

    /** The SHA-256 of {@code content}. */
    public static Sha256 hash(byte[] content) {
        Hasher hasher = new Hasher();
        hasher.update(content, 0, content.length);
        return hasher.finish();
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 64 lower-case hexadecimal digits; {@link #parse} reads them back. */
    @Override
    public String toString() {
        return HEX.formatHex(bytes);
    }

    /** The value of a lower-case digit, or -1. By hand: a million lines are a million hashes. */
    private static int hexDigit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    /** Takes content piece by piece. For one thread; may be used again after {@link #finish}. */
    public static final class Hasher {
        private final MessageDigest digest;

        public Hasher() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform must support SHA-256", e);
            }
        }

        /** The next bytes are {@code buffer[offset …]}. */
        public void update(byte[] buffer, int offset, int length) {
            digest.update(buffer, offset, length);
        }

        /** The next bytes are those between position and limit; the position moves to the limit. */
        public void update(ByteBuffer buffer) {
            digest.update(buffer);
        }

        /** The next bytes are those of {@code value}. */
        public void update(Sha256 value) {
            digest.update(value.bytes);
        }

        /** The value of all bytes since the start or the last call of this method. */
        public Sha256 finish() {
            return new Sha256(digest.digest());
        }
    }
}
