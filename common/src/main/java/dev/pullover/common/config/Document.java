package dev.pullover.common.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in a file, value by value.
 *
 * @param sections all sections but {@code [[servers]]}; of those whose keys all have defaults, always there
 */
record Document(Map<Section, Values> sections, List<Values> servers) {
    /** Servers in one file; far more than anyone has. */
    static final int MAX_SERVERS = 16;

    Optional<Values> find(Section section) {
        return Optional.ofNullable(sections.get(section));
    }

    Values get(Section section) {
        return find(section).orElseThrow();
    }
}
