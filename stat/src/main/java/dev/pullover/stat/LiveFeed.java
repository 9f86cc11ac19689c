package dev.pullover.stat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.state.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers, encodes and sends to all browsers what has changed: once for all of them. Works only while someone is looking:
 * the thread begins with the first stream and ends with the last one. Thread-safe.
 */
final class LiveFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);
    /** Browsers that may look on at once. */
    static final int MAX_STREAMS = 128;

    /** A switch of servers is on every page within two of these, and the time in which a verdict is written. */
    private static final Duration INTERVAL = Duration.ofMillis(500);
    /** More often than a connection without progress is closed. */
    private static final int SIGN_OF_LIFE_ROUNDS = 10;

    private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final PageSource source;
    private final LongSupplier nowMs;
    private final ObjectMapper mapper = Json.mapper();
    private final Set<EventStream> streams = new LinkedHashSet<>();
    private final Map<String, byte[]> sent = new LinkedHashMap<>();
    private @Nullable Thread thread;
    private boolean closed;

    /** @param nowMs wall clock, milliseconds since 1970 UTC */
    LiveFeed(PageSource source, LongSupplier nowMs) {
        this.source = source;
        this.nowMs = nowMs;
    }

    /** A new stream, which begins with everything; empty if there are too many. */
    synchronized Optional<EventStream> open() {
        if (closed || streams.size() >= MAX_STREAMS) {
            return Optional.empty();
        }
        EventStream[] stream = new EventStream[1];
        stream[0] = new EventStream(() -> remove(stream[0]));
        if (streams.isEmpty()) {
            sent.clear();
        }
        stream[0].send(event("hello", Map.of("now-ms", nowMs.getAsLong())));
        sent.values().forEach(stream[0]::send);
        streams.add(stream[0]);
        if (thread == null) {
            thread = new Thread(this::run, "page-feed");
            thread.setDaemon(true);
            thread.start();
        }
        return Optional.of(stream[0]);
    }

    /** Everything the page shows, as one JSON object. */
    byte[] all() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("now-ms", nowMs.getAsLong());
        all.putAll(gather());
        return mapper.writeValueAsBytes(all);
    }

    /** The figures behind the page. */
    Snapshot snapshot() {
        synchronized (source) {
            return source.snapshot();
        }
    }

    /** How many look on. */
    synchronized int streams() {
        return streams.size();
    }

    /** Looks again at once, because something was just changed. */
    synchronized void hurry() {
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(streams).forEach(EventStream::end);
        streams.clear();
        notifyAll();
    }

    private synchronized void remove(EventStream stream) {
        streams.remove(stream);
    }

    private void run() {
        try {
            for (long round = 1; isWatched(); round++) {
                publish(round % SIGN_OF_LIFE_ROUNDS == 0);
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isWatched() {
        if (streams.isEmpty()) {
            thread = null;
            return false;
        }
        return true;
    }

    private synchronized void pause() throws InterruptedException {
        if (!closed) {
            wait(INTERVAL.toMillis());
        }
    }

    /** What cannot be read now is shown as it was. */
    private void publish(boolean signOfLife) {
        List<byte[]> news = new ArrayList<>();
        try {
            Map<String, Object> parts = gather();
            synchronized (this) {
                for (Map.Entry<String, Object> part : parts.entrySet()) {
                    byte[] event = event(part.getKey(), part.getValue());
                    if (!Arrays.equals(event, sent.put(part.getKey(), event))) {
                        news.add(event);
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            log.debug("page not brought up to date: {}", e.toString());
        }
        if (signOfLife) {
            news.add(SIGN_OF_LIFE);
        }
        send(news);
    }

    private void send(List<byte[]> events) {
        List<EventStream> all;
        synchronized (this) {
            all = List.copyOf(streams);
        }
        byte[] together = together(events);
        if (together.length > 0) {
            all.forEach(stream -> stream.send(together));
        }
    }

    private static byte[] together(List<byte[]> events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        events.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private Map<String, Object> gather() throws IOException {
        synchronized (source) {
            return source.all();
        }
    }

    private byte[] event(String name, Object data) {
        try {
            String text = "event: " + name + "\ndata: " + mapper.writeValueAsString(data) + "\n\n";
            return text.getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records can be written", e);
        }
    }
}
