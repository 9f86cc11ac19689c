package dev.pullover.stat;

import dev.pullover.common.state.FailoverRecord;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServersFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of a server, for the timeline.
 *
 * @param timeNs nanoseconds since 1970 UTC
 * @param kind {@link #STATE} or {@link #FAILOVER}
 * @param server whose state changed; the one that took over
 * @param before its state before; the server that was lost
 * @param after its state now; empty
 * @param reason for people; the outage in milliseconds
 */
record Event(long timeNs, String kind, String server, String before, String after, String reason) {
    static final String STATE = "state";
    static final String FAILOVER = "failover";

    /** What {@code servers.json} remembers: the last ones of each server. */
    static List<Event> of(ServersFile.Content content) {
        List<Event> events = new ArrayList<>();
        for (ServerRecord server : content.servers()) {
            for (ServerRecord.Transition change : server.transitions()) {
                events.add(new Event(
                        change.timeNs(),
                        STATE,
                        server.name(),
                        change.from().name(),
                        change.to().name(),
                        change.reason()));
            }
        }
        FailoverRecord failover = content.lastFailover();
        if (failover != null) {
            events.add(new Event(
                    failover.timeNs(),
                    FAILOVER,
                    failover.to(),
                    failover.from(),
                    "",
                    Long.toString(failover.outageMs())));
        }
        return events;
    }
}
