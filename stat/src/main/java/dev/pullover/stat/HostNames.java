package dev.pullover.stat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names under which the page may be asked for. Without this, a site could let its own name point to this machine and
 * read the page through a visitor's browser ("DNS rebinding"). Addresses cannot be made to point elsewhere. Immutable.
 */
final class HostNames {
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final String listen;
    private final List<String> more;

    /**
     * @param listen the name or address that is listened on
     * @param more others, in lower case
     */
    HostNames(String listen, List<String> more) {
        this.listen = listen.toLowerCase(Locale.ROOT);
        this.more = List.copyOf(more);
    }

    /** Whether {@code host}, a Host header with or without port, is one of them. */
    boolean knows(String host) {
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return name.equals("localhost")
                || name.equals(listen)
                || more.contains(name)
                || ADDRESS.matcher(name).matches();
    }
}
