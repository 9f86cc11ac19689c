package dev.pullover.common.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code [stat]}: counters.
 *
 * @param listen where page and metrics are served; empty = not served
 * @param hosts more names, in lower case, under which the page may be asked for
 * @param textfile where the metrics are written for node_exporter; empty = not written
 */
public record StatConfig(Optional<ListenAddress> listen, List<String> hosts, Optional<Path> textfile) {
    public StatConfig {
        hosts = List.copyOf(hosts);
    }
}
