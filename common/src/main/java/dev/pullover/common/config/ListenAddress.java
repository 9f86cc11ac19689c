package dev.pullover.common.config;

/**
 * Where to listen; the name is not resolved here.
 *
 * @param host a name or address, IPv6 without brackets
 * @param port 0 to 65535; 0 = any free one
 */
public record ListenAddress(String host, int port) {
    /** As it is written in the configuration, with IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
