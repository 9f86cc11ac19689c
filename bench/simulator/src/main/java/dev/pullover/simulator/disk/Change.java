package dev.pullover.simulator.disk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of names that is not durable yet: becomes so as a whole. */
record Change(List<Entry> entries) {
    /**
     * One name in one directory.
     *
     * @param node null if the name is gone
     */
    record Entry(Node directory, String name, @Nullable Node node) {
        boolean isSameName(Entry other) {
            return directory == other.directory && name.equals(other.name);
        }

        void apply() {
            if (node == null) {
                directory.durableNames.remove(name);
            } else {
                directory.durableNames.put(name, node);
            }
        }
    }

    boolean touches(Node directory) {
        return entries.stream().anyMatch(entry -> entry.directory == directory);
    }

    boolean hasNameOf(Change other) {
        return entries.stream().anyMatch(mine -> other.entries.stream().anyMatch(mine::isSameName));
    }

    void apply() {
        entries.forEach(Entry::apply);
    }
}
