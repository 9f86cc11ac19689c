package dev.pullover.testserver;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.message.FaultKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One check of one server.
 *
 * @param server its name
 * @param startedNs when the check began, nanoseconds since 1970 UTC
 * @param startedNanos the same on the nano-time source
 * @param durationNs what it took, nanoseconds
 * @param fresh whether it connected and logged in anew, instead of using the open connection
 * @param layers those that were tried, in order
 */
record CheckResult(
        String server,
        long startedNs,
        long startedNanos,
        long durationNs,
        boolean fresh,
        List<LayerResult> layers,
        Outcome outcome) {
    CheckResult {
        layers = List.copyOf(layers);
    }

    /** When it ended, nanoseconds since 1970 UTC. */
    long endedNs() {
        return startedNs + durationNs;
    }

    /** How it ended. */
    sealed interface Outcome {}

    /**
     * All layers passed.
     *
     * @param head of the catalog; null if there is none, or none is looked for
     * @param slow why it is called slow, or empty if it is not
     */
    record Passed(@Nullable CatalogHead head, String slow) implements Outcome {}

    /**
     * The last of the layers failed.
     *
     * @param reason what happened, for people, with host and layer
     */
    record Failed(FaultKind kind, String reason) implements Outcome {}
}
