package dev.pullover.simulator;

/** A process ends here and now. Not an exception that anyone handles. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String process) {
        super("crash of " + process, null, false, false);
    }
}
