package dev.pullover.common.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A public host key as in {@code ssh_host_ed25519_key.pub}: type, base64, and perhaps a comment. In
 * the base64 are fields with their length in 4 bytes before them, the type first (RFC 4253, sections
 * 5 and 6.6); that they fill it exactly tells a whole key from one that was cut while copying.
 */
record HostKeyType() implements ValueType<String> {
    private static final int MAX_CHARS = 16_384;
    /** The type, and something of the key. */
    private static final int MIN_FIELDS = 2;

    @Override
    public String allowed() {
        return "a public key, as \"ssh-ed25519 AAAA…\"";
    }

    /** Type and base64, a space between them. */
    @Override
    public String read(Object toml) {
        if (toml instanceof String text && text.length() <= MAX_CHARS) {
            String[] words = text.strip().split("\\s+", 3);
            if (words.length >= 2 && isKeyOfType(words[0], words[1])) {
                return words[0] + " " + words[1];
            }
        }
        throw new InvalidValueException("must be " + allowed() + ": type and base64 text, complete, no host before it");
    }

    private static boolean isKeyOfType(String type, String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return false;
        }
        ByteBuffer blob = ByteBuffer.wrap(key);
        int fields = 0;
        while (blob.remaining() >= Integer.BYTES) {
            int length = blob.getInt();
            if (length < 0 || length > blob.remaining()) {
                return false;
            }
            if (fields == 0
                    && !StandardCharsets.UTF_8
                            .decode(blob.slice().limit(length))
                            .toString()
                            .equals(type)) {
                return false;
            }
            fields++;
            blob.position(blob.position() + length);
        }
        return fields >= MIN_FIELDS && !blob.hasRemaining();
    }
}
