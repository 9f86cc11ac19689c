package dev.pullover.simulator;

import dev.pullover.common.EpochTime;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.simulator.disk.Disk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What servers without a catalog ever showed. Path, size and date in whole seconds are all that tells one content from
 * another there, so none of them may stand for two.
 */
final class History {
    private final Map<String, Map<String, Set<Version>>> servers = new HashMap<>();

    /**
     * A file as it shows from outside, and its content.
     *
     * @param seconds its date, since 1970 UTC
     */
    record Version(int size, long seconds, Sha256 hash) {
        static Version of(byte[] content, long mtimeNs) {
            return new Version(content.length, EpochTime.seconds(mtimeNs), Sha256.hash(content));
        }

        /** What is recorded of a file. */
        static Version of(ReplicaEntry row) {
            return new Version((int) row.size(), EpochTime.seconds(row.mtimeNs()), row.hash());
        }

        /** What lies on a disk; empty if nothing does. */
        static Optional<Version> of(Disk disk, String path) {
            return disk.content(path)
                    .map(content ->
                            of(content, disk.attributes(path).orElseThrow().mtimeNs()));
        }

        boolean looksLike(CatalogLine line) {
            return size == line.size() && seconds == EpochTime.seconds(line.mtimeNs());
        }
    }

    /** Whether a server may show this, so that nobody can take it for another content. */
    boolean isDistinct(String path, Version version) {
        return servers.values().stream()
                .flatMap(paths -> paths.getOrDefault(path, Set.of()).stream())
                .noneMatch(shown -> shown.size == version.size
                        && shown.seconds == version.seconds
                        && !shown.hash.equals(version.hash));
    }

    /** A server shows this from now on. */
    void shows(SimulatedServer server, String path, Version version) {
        servers.computeIfAbsent(server.name, none -> new HashMap<>())
                .computeIfAbsent(path, none -> new HashSet<>())
                .add(version);
    }

    /** Whether any server ever showed this. */
    boolean had(String path, Version version) {
        return servers.values().stream()
                .anyMatch(paths -> paths.getOrDefault(path, Set.of()).contains(version));
    }

    /** Whether one and the same server showed both. */
    boolean hadBoth(String path, Version one, Version another) {
        return servers.values().stream()
                .map(paths -> paths.getOrDefault(path, Set.of()))
                .anyMatch(versions -> versions.contains(one) && versions.contains(another));
    }

    /** Whether this server ever showed what is newer. */
    boolean hadNewer(String server, String path, Version version) {
        return servers.getOrDefault(server, Map.of()).getOrDefault(path, Set.of()).stream()
                .anyMatch(shown -> shown.seconds > version.seconds);
    }
}
