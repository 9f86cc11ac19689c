package dev.pullover.simulator;

import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.ReaderPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hands out what it read the time before, and says that it stands behind what it has read now. */
final class OneBehind<T> implements MessageReader<T> {
    private final MessageReader<T> reader;
    private List<Held<T>> held = new ArrayList<>();

    OneBehind(MessageReader<T> reader) {
        this.reader = reader;
    }

    @Override
    public int poll(int limit, MessageHandler<T> handler) {
        List<Held<T>> before = held;
        held = new ArrayList<>();
        reader.poll(limit, (writer, message) -> held.add(new Held<>(writer, message)));
        before.forEach(one -> handler.onMessage(one.writer, one.message));
        return before.size();
    }

    @Override
    public Map<String, ReaderPosition> positions() {
        return reader.positions();
    }

    @Override
    public long lost() {
        return reader.lost();
    }

    @Override
    public void deletePassed() {
        reader.deletePassed();
    }

    @Override
    public void close() {
        reader.close();
    }

    private record Held<T>(String writer, T message) {}
}
