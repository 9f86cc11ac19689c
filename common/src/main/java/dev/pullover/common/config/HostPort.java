package dev.pullover.common.config;

import java.util.OptionalInt;

/**
 * {@code host[:port]}. Read here, not by {@link java.net.URI}, which gives no host at all for names
 * with an underscore, as they occur in {@code ssh_config}.
 *
 * @param host a name or address, IPv6 without brackets
 */
record HostPort(String host, OptionalInt port) {
    private static final int MAX_HOST_CHARS = 255;
    private static final int MAX_PORT = 65535;
    private static final int MAX_PORT_DIGITS = 5;

    /** @throws InvalidValueException saying which part is wrong and what it may be */
    static HostPort parse(String text, int lowestPort) {
        boolean bracketed = text.startsWith("[");
        int end = bracketed ? text.indexOf(']') + 1 : text.indexOf(':');
        String written = end < 0 ? text : text.substring(0, end);
        String rest = text.substring(written.length());
        String host = bracketed && end > 0 ? written.substring(1, end - 1) : written;
        // A dash in front would be an option to a command `ssh`.
        if (host.isEmpty()
                || host.length() > MAX_HOST_CHARS
                || host.startsWith("-")
                || bracketed != host.indexOf(':') >= 0
                || !isPlain(host, bracketed ? ":%" : "")) {
            throw new InvalidValueException("the host must be a name (letters, digits, '.', '_', '-'),"
                    + " an IPv4 address, or an IPv6 address in brackets");
        }
        return new HostPort(host, rest.isEmpty() ? OptionalInt.empty() : OptionalInt.of(port(rest, lowestPort)));
    }

    private static boolean isPlain(String host, String alsoAllowed) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (!Ascii.isLetterOrDigit(c) && "._-".indexOf(c) < 0 && alsoAllowed.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int port(String colonAndDigits, int lowestPort) {
        String digits = colonAndDigits.substring(1);
        if (colonAndDigits.charAt(0) == ':' && Ascii.isDigits(digits) && digits.length() <= MAX_PORT_DIGITS) {
            int port = Integer.parseInt(digits);
            if (port >= lowestPort && port <= MAX_PORT) {
                return port;
            }
        }
        throw new InvalidValueException("the port must be a whole number from " + lowestPort + " to " + MAX_PORT);
    }
}
