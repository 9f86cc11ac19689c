package dev.pullover.testserver;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The layers of a check, cheapest first: each is tried only after those before it have passed. */
enum Layer {
    /** It takes TCP connections and greets as an SSH server. */
    LIFE,
    /** It has the pinned host key and lets us in. */
    AUTH,
    /** The outbox is there, and its catalog can be read. */
    HEALTH,
    /** It answers fast enough. */
    RESPONSE;

    /** The name for people and files. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The layer of this {@link #word()}, if there is one. */
    static Optional<Layer> ofWord(String word) {
        return Arrays.stream(values())
                .filter(layer -> layer.word().equals(word))
                .findFirst();
    }
}
