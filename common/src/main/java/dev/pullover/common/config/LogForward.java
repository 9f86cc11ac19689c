package dev.pullover.common.config;

import java.nio.file.Path;

/**
 * Where log lines are sent besides the files, as syslog messages (RFC 5424).
 *
 * @param kind how they travel
 * @param socket path of the socket; for {@link Kind#UNIX} only, else empty
 * @param host name or address, IPv6 without brackets; empty for {@link Kind#UNIX}
 * @param port 1 to 65535; 0 for {@link Kind#UNIX}
 */
public record LogForward(Kind kind, Path socket, String host, int port) {
    /** How messages travel. */
    public enum Kind {
        /** A datagram socket of this machine, as syslog daemons and journald have it. */
        UNIX,
        /** One datagram a message (RFC 5426). */
        UDP,
        /** A connection, with the length before each message (RFC 6587, RFC 5425 without TLS). */
        TCP
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        if (kind == Kind.UNIX) {
            return "unix:" + socket;
        }
        String address = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return (kind == Kind.UDP ? "udp:" : "tcp:") + address + ":" + port;
    }
}
