package dev.pullover.log;

import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** Colours whole lines by level, for terminals. */
final class LineColours {
    private LineColours() {}

    static String paint(String line, Optional<ParsedLine> parsed) {
        return parsed.flatMap(LineColours::style)
                .map(style -> style.on() + line + style.off())
                .orElse(line);
    }

    private static Optional<Ansi.IStyle> style(ParsedLine line) {
        return switch (line.level()) {
            case DEBUG -> Optional.of(Ansi.Style.faint);
            case INFO -> Optional.empty();
            case WARN -> Optional.of(Ansi.Style.fg_yellow);
            case ERROR -> Optional.of(Ansi.Style.fg_red);
        };
    }
}
