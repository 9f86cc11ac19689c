package dev.pullover.stat;

import java.io.IOException;
import java.io.PrintWriter;

/** A form in which figures are shown. */
@FunctionalInterface
interface Dump {
    /** Writes all of {@code snapshot}, the last line ended. */
    void write(Snapshot snapshot, PrintWriter out) throws IOException;
}
