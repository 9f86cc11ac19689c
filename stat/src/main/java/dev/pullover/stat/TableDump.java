package dev.pullover.stat;

import dev.pullover.common.metrics.Counter;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/** For people: grouped by module, with units, and how old the data is at the end. */
final class TableDump implements Dump {
    private static final String UNKNOWN_HELP = "Of a newer version";

    @Override
    public void write(Snapshot snapshot, PrintWriter out) {
        int names = width(snapshot, Figure::name);
        int labels = width(snapshot, Figure::label);
        int amounts = width(snapshot, Amount::text);
        String module = "";
        for (Figure figure : snapshot.figures()) {
            if (!figure.module().equals(module)) {
                module = figure.module();
                out.println(module);
            }
            out.println("  " + left(figure.name(), names) + "  " + left(figure.label(), labels) + "  "
                    + right(Amount.text(figure), amounts) + "  "
                    + figure.known().map(Counter::help).orElse(UNKNOWN_HELP));
        }
        out.println(snapshot.dataTime().map(time -> age(snapshot, time)).orElse("no module has reported anything yet"));
    }

    private static String age(Snapshot snapshot, Instant time) {
        return "data of " + time.truncatedTo(ChronoUnit.SECONDS) + ", "
                + Amount.duration(snapshot.age().truncatedTo(ChronoUnit.SECONDS)) + " old";
    }

    private static int width(Snapshot snapshot, Function<Figure, String> column) {
        return snapshot.figures().stream()
                .map(column)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
