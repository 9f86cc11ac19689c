package dev.pullover.copylist;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened, the last first, all of it even if something fails. One thread. */
final class Resources implements AutoCloseable {
    private final Deque<Runnable> closers = new ArrayDeque<>();

    void add(Runnable closer) {
        closers.push(closer);
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!closers.isEmpty()) {
            try {
                closers.pop().run();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
