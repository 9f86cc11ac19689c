package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.junit.jupiter.api.Test;

class BodyTest {
    private static final byte[] BYTES = "all is well\n".getBytes(StandardCharsets.UTF_8);

    private final Body body = new Body(new Reply.Content(200, Reply.TEXT, BYTES, Map.of()));

    /** Else the connection of a client that has closed its side may be closed before the answer is sent. */
    @Test
    void nothingIsWrittenByWhoSubmitsIt() throws IOException {
        Channel channel = new Channel();
        body.produce(channel);
        assertEquals(0, channel.written.size());
        assertFalse(channel.ended);
        assertTrue(body.available() > 0, "else it is not asked again");
        body.produce(channel);
        assertArrayEquals(BYTES, channel.written.toByteArray());
        assertTrue(channel.ended);
        assertEquals(BYTES.length, body.getContentLength());
        assertEquals("text/plain; charset=utf-8", body.getContentType());
    }

    private static final class Channel implements DataStreamChannel {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private boolean ended;

        @Override
        public void requestOutput() {
            // It is the test that asks.
        }

        @Override
        public int write(ByteBuffer bytes) {
            int length = bytes.remaining();
            while (bytes.hasRemaining()) {
                written.write(bytes.get());
            }
            return length;
        }

        @Override
        public void endStream() {
            ended = true;
        }

        @Override
        public void endStream(List<? extends Header> trailers) {
            ended = true;
        }
    }
}
