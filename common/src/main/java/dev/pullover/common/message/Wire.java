package dev.pullover.common.message;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Pieces that all message layouts share: the header, and short strings with their length before them. */
final class Wire {
    private Wire() {}

    static void putHeader(ByteBuffer out, int type, int version) {
        out.put((byte) type).put((byte) version);
    }

    /** Checks the header and returns the version. */
    static int takeHeader(ByteBuffer in, int type, int newestVersion) {
        int foundType = takeByte(in);
        int version = takeByte(in);
        if (foundType != type || version < 1 || version > newestVersion) {
            throw new IllegalArgumentException("message of type " + foundType + " version " + version
                    + ", expected type " + type + " version 1 to " + newestVersion);
        }
        return version;
    }

    static int takeByte(ByteBuffer in) {
        if (!in.hasRemaining()) {
            throw new IllegalArgumentException("message ends early, at byte " + in.position());
        }
        return in.get() & 0xFF;
    }

    /** A string of at most {@code maxBytes} (at most 255) bytes of UTF-8, one length byte before it; longer text is cut. */
    static void putText(ByteBuffer out, String text, int maxBytes) {
        if (text.isEmpty()) {
            out.put((byte) 0);
            return;
        }
        byte[] bytes = Utf8.cut(text, maxBytes).getBytes(StandardCharsets.UTF_8);
        out.put((byte) bytes.length).put(bytes);
    }

    static String takeText(ByteBuffer in) {
        byte[] bytes = new byte[takeByte(in)];
        if (in.remaining() < bytes.length) {
            throw new IllegalArgumentException("text of " + bytes.length + " bytes, but " + in.remaining() + " left");
        }
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Runs a decoder so that a message which ends early is malformed, not an accident. */
    static <T> T whole(Supplier<T> body) {
        try {
            return body.get();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("message ends early", e);
        }
    }
}
