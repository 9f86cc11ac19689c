package dev.pullover.common.config;

import java.util.ArrayList;
import java.util.List;
import org.tomlj.TomlArray;

/** Several values of one type, {@code from} to {@code to} of them. */
record ListType<T>(ValueType<T> element, int from, int to) implements ValueType<List<T>> {
    @Override
    public String allowed() {
        return "a list [\"…\", \"…\"] of " + from + " to " + to + ", each " + element.allowed();
    }

    @Override
    public List<T> read(Object toml) {
        List<?> elements =
                toml instanceof TomlArray array ? array.toList() : toml instanceof List<?> list ? list : null;
        if (elements == null || elements.size() < from || elements.size() > to) {
            throw invalid();
        }
        List<T> values = new ArrayList<>();
        for (Object value : elements) {
            values.add(element.read(value));
        }
        return List.copyOf(values);
    }
}
