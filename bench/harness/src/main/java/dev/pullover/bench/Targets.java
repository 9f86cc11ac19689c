package dev.pullover.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Figures beside what they must be at most. */
final class Targets {
    private final List<String[]> rows = new ArrayList<>();

    Targets(String of) {
        rows.add(new String[] {of, "is", "must be at most", "met"});
    }

    /** @param limit empty where there is no target: the figure is told, and that is all */
    void add(String what, String format, double value, OptionalDouble limit) {
        rows.add(new String[] {
            what,
            Report.number(format, value),
            limit.isPresent() ? Report.number(format, limit.getAsDouble()) : "-",
            limit.isEmpty() ? "-" : value <= limit.getAsDouble() ? "yes" : "NO"
        });
    }

    void tell(Report report) {
        report.table(rows);
    }
}
