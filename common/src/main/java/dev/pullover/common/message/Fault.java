package dev.pullover.common.message;

import dev.pullover.common.ModuleName;

/**
 * A real transfer failed because of a server.
 *
 * @param timeNs when, nanoseconds since 1970 UTC
 * @param reporter the module that met it
 * @param server name of the server in the configuration
 * @param kind in which way
 * @param detail what happened, for people; at most 200 bytes travel
 */
public record Fault(long timeNs, ModuleName reporter, String server, FaultKind kind, String detail) {}
