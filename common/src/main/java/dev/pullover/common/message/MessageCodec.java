package dev.pullover.common.message;

import java.nio.ByteBuffer;

/**
 * The binary layout of one message type. Big-endian; every message begins with
 *
 * <pre>
 *  0        1        2
 * +--------+--------+----- - -
 * | type   | version| body
 * +--------+--------+----- - -
 * </pre>
 *
 * <p>Stateless, so safe for all threads.
 */
public interface MessageCodec<T> {
    /** Most bytes that {@link #encode} may write. */
    int maxBytes();

    /** Writes {@code message} at the buffer's position, which moves behind it. */
    void encode(T message, ByteBuffer out);

    /**
     * Reads what {@link #encode} wrote, also in older versions.
     *
     * @throws IllegalArgumentException if it is another type, a newer version, or malformed
     */
    T decode(ByteBuffer in);
}
