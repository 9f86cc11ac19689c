package dev.pullover.testserver;

import dev.pullover.common.message.ServerState;

/**
 * A server, as far as the choice is concerned.
 *
 * @param generation place of its catalog's epoch in the line of catalogs, -1 if it has none
 * @param sequence last in its catalog
 */
record Candidate(String name, ServerState state, int generation, long sequence) {
    boolean isUsable() {
        return state.isUsable();
    }
}
