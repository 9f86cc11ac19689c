package dev.pullover.testserver;

import dev.pullover.common.message.FaultKind;

/** What a check says of a server, seen together with what is known of the others. */
sealed interface Finding {
    /**
     * It can be used.
     *
     * @param slow why it is called slow, or empty
     * @param behind in what its catalog is behind, or empty
     */
    record Healthy(String slow, String behind) implements Finding {}

    /** It cannot be used now. */
    record Failing(FaultKind kind, String reason) implements Finding {}

    /** It must not be used until an operator has looked at it. */
    record Alarming(String reason) implements Finding {}
}
