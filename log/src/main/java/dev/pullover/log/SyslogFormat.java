package dev.pullover.log;

import dev.pullover.common.logging.MessageCatalogue;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;

/**
 * A line as a syslog message, source: RFC 5424.
 *
 * <pre>
 * &lt;28&gt;1 2026-11-21T13:03:22.417123Z replica1 pullover-copylist 48211 PLV-COPY-012 - lost production: refused
 * </pre>
 *
 * One thread.
 */
final class SyslogFormat {
    /** "System daemons". */
    private static final int FACILITY = 3;

    private static final int SEVERITIES = 8;
    private static final int FRACTION_DIGITS = 6;

    private final String host;
    private final TimeFormat time = new TimeFormat(ZoneOffset.UTC, "X", FRACTION_DIGITS);

    /** @param host name of this machine; what is not printable ASCII is left out */
    SyslogFormat(String host) {
        String plain = host.replaceAll("[^!-~]", "");
        this.host = plain.isEmpty() ? "-" : plain;
    }

    byte[] format(LogLine line) {
        StringBuilder out = new StringBuilder();
        out.append('<').append(FACILITY * SEVERITIES + severity(line.level())).append(">1 ");
        time.append(line.timeNs(), out);
        String id = MessageCatalogue.id(line.code());
        out.append(' ')
                .append(host)
                .append(" pullover-")
                .append(line.module().word())
                .append(' ')
                .append(line.pid())
                .append(' ')
                .append(id.isEmpty() ? "-" : id)
                .append(" - ");
        TextFormat.harmless(line.text(), out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int severity(LogLevel level) {
        return switch (level) {
            case ERROR -> 3;
            case WARN -> 4;
            case INFO -> 6;
            case DEBUG -> 7;
        };
    }
}
