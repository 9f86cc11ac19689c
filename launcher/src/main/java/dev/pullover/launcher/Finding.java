package dev.pullover.launcher;

/**
 * One thing that doctor looked at.
 *
 * @param what was looked at
 * @param detail what was found
 * @param advice what to do about it; empty if nothing
 */
record Finding(Level level, String what, String detail, String advice) {
    static Finding ok(String what, String detail) {
        return new Finding(Level.OK, what, detail, "");
    }

    static Finding warning(String what, String detail, String advice) {
        return new Finding(Level.WARNING, what, detail, advice);
    }

    static Finding failure(String what, String detail, String advice) {
        return new Finding(Level.FAILURE, what, detail, advice);
    }

    /** How bad it is. */
    enum Level {
        OK,
        WARNING,
        FAILURE
    }

    @Override
    public String toString() {
        return String.format("%-8s %s: %s%s", level, what, detail, advice.isEmpty() ? "" : "\n         -> " + advice);
    }
}
