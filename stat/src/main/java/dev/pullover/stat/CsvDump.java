package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.metrics.Counter;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** For spreadsheets, by RFC 4180 but for the ends of lines. */
final class CsvDump implements Dump {
    @Override
    public void write(Snapshot snapshot, PrintWriter out) {
        out.println("module,counter,label,value,unit,updated");
        for (Figure figure : snapshot.figures()) {
            out.println(fields(figure).stream().map(CsvDump::quoted).collect(Collectors.joining(",")));
        }
    }

    private static List<String> fields(Figure figure) {
        return List.of(
                figure.module(),
                figure.name(),
                figure.label(),
                Long.toString(figure.value()),
                figure.known().map(Counter::unit).map(CsvDump::word).orElse(""),
                figure.timeNs() == 0 ? "" : EpochTime.toInstant(figure.timeNs()).toString());
    }

    private static String word(Counter.Unit unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }

    private static String quoted(String field) {
        boolean special = field.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0);
        return special ? "\"" + field.replace("\"", "\"\"") + "\"" : field;
    }
}
