package dev.pullover.stat;

import dev.pullover.common.metrics.Counter;
import java.util.List;

/** Finds figures. */
record Figures(List<Figure> all) {
    Figures {
        all = List.copyOf(all);
    }

    /** The value of a counter for one label, all modules together. */
    long of(Counter counter, String label) {
        return all.stream()
                .filter(figure ->
                        figure.counter() == counter.id() && figure.label().equals(label))
                .mapToLong(Figure::value)
                .sum();
    }

    /** The value of a counter of one module, all labels together. */
    long of(String module, Counter counter) {
        return all.stream()
                .filter(figure ->
                        figure.counter() == counter.id() && figure.module().equals(module))
                .mapToLong(Figure::value)
                .sum();
    }

    /** The value of a counter, all modules and labels together. */
    long sum(Counter counter) {
        return all.stream()
                .filter(figure -> figure.counter() == counter.id())
                .mapToLong(Figure::value)
                .sum();
    }
}
