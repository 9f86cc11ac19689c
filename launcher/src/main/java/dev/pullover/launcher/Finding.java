package dev.pullover.launcher;

import dev.pullover.common.cli.Amounts;
import java.util.List;

/**
 * One thing that doctor looked at.
 *
 * @param what was looked at
 * @param detail what was found
 * @param advice what to do about it; empty if nothing
 */
record Finding(Level level, String what, String detail, String advice) {
    private static final String INDENTED_LINE = "\n         ";

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

    /** How many of each, in one line. */
    static String summary(List<Finding> findings) {
        return count(findings, Level.OK) + " ok, " + Amounts.count(count(findings, Level.WARNING), "warning") + ", "
                + Amounts.count(count(findings, Level.FAILURE), "failure");
    }

    static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level == level).count();
    }

    @Override
    public String toString() {
        String text = String.format("%-8s %s: %s", level, what, detail) + (advice.isEmpty() ? "" : "\n-> " + advice);
        return text.replace("\n", INDENTED_LINE);
    }
}
