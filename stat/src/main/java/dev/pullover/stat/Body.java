package dev.pullover.stat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducerWrapper;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;

/**
 * The body of an answer, written by the thread that moves the bytes of all connections, never by the one that made the answer.
 * HttpCore lets the latter begin at once. If that ends the answer while the client has closed its side (as {@code nc -N} does),
 * the connection may be closed with the answer still in its buffer: AbstractHttp1StreamDuplexer.onOutput looks at the buffer
 * first and asks later whether the answer has ended (seen with 5.4: 3 answers of 240,000).
 */
final class Body extends AsyncEntityProducerWrapper {
    private final AtomicBoolean submitted = new AtomicBoolean();

    Body(Reply.Content content) {
        super(new BasicAsyncEntityProducer(content.body(), ContentType.parse(content.type())));
    }

    /** The first call is that of the thread which submits the answer. */
    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (submitted.getAndSet(true)) {
            super.produce(channel);
        }
    }
}
