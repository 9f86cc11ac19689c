package dev.pullover.bench;

import java.util.Random;

/** One way to break something, and to mend it. */
record ChaosTrouble(String name, Step begin, Step end) {
    /** Something that is done to the scene, with chance of its own. */
    @FunctionalInterface
    interface Step {
        void run(Random random) throws Exception;
    }

    /** That a trouble happened, and when it began (nano-time). */
    record Happened(String name, long ns) {}

    static final Step NOTHING = random -> {};
}
