package dev.pullover.common.config;

import java.nio.file.Path;

/** Where to send log lines. */
record LogForwardType() implements ValueType<LogForward> {
    private static final int SYSLOG_PORT = 514;

    @Override
    public String allowed() {
        return "\"unix:/path\", \"udp:host:port\" or \"tcp:host:port\" (without a port 514)";
    }

    @Override
    public LogForward read(Object toml) {
        if (!(toml instanceof String text)) {
            throw invalid();
        }
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (text.substring(0, Math.max(0, colon))) {
            case "unix" -> unix(rest);
            case "udp" -> remote(LogForward.Kind.UDP, rest);
            case "tcp" -> remote(LogForward.Kind.TCP, rest);
            default -> throw invalid();
        };
    }

    private LogForward unix(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw invalid();
        }
        return new LogForward(LogForward.Kind.UNIX, Path.of(path), "", 0);
    }

    private LogForward remote(LogForward.Kind kind, String address) {
        HostPort parsed = HostPort.parse(address, 1);
        return new LogForward(kind, Path.of(""), parsed.host(), parsed.port().orElse(SYSLOG_PORT));
    }
}
