package dev.pullover.stat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * One browser's stream of events (the HTML standard, "server-sent events"). What is sent is shared with all others and never
 * copied. A browser that does not keep up is left behind: its stream ends, and it comes again by itself. Thread-safe.
 */
final class EventStream implements AsyncEntityProducer {
    /** What may wait for a slow browser. */
    static final int MAX_WAITING_BYTES = 1 << 20;

    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private final Runnable onEnd;
    private @Nullable DataStreamChannel channel;
    private long waitingBytes;
    private boolean ended;

    /** @param onEnd called when the browser is gone; it may be called more than once */
    EventStream(Runnable onEnd) {
        this.onEnd = onEnd;
    }

    /** Sends {@code event}, whole, as soon as the browser takes it. */
    void send(byte[] event) {
        DataStreamChannel open;
        synchronized (this) {
            if (waitingBytes + event.length > MAX_WAITING_BYTES) {
                ended = true;
                waiting.clear();
                waitingBytes = 0;
            }
            if (!ended) {
                waiting.add(ByteBuffer.wrap(event));
                waitingBytes += event.length;
            }
            open = channel;
        }
        if (open != null) {
            open.requestOutput();
        }
    }

    /** Ends the stream once what waits is sent. */
    void end() {
        DataStreamChannel open;
        synchronized (this) {
            ended = true;
            open = channel;
        }
        if (open != null) {
            open.requestOutput();
        }
    }

    @Override
    public synchronized int available() {
        return ended && waiting.isEmpty() ? 1 : (int) waitingBytes;
    }

    @Override
    public void produce(DataStreamChannel open) throws IOException {
        synchronized (this) {
            channel = open;
            while (!waiting.isEmpty()) {
                ByteBuffer next = waiting.element();
                waitingBytes -= open.write(next);
                if (next.hasRemaining()) {
                    return;
                }
                waiting.remove();
            }
            if (!ended) {
                return;
            }
        }
        open.endStream();
        onEnd.run();
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void failed(Exception cause) {
        releaseResources();
    }

    @Override
    public void releaseResources() {
        synchronized (this) {
            ended = true;
            waiting.clear();
            waitingBytes = 0;
        }
        onEnd.run();
    }

    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public String getContentType() {
        return "text/event-stream";
    }

    @Override
    public @Nullable String getContentEncoding() {
        return null;
    }

    @Override
    public boolean isChunked() {
        return true;
    }

    @Override
    public Set<String> getTrailerNames() {
        return Set.of();
    }
}
