package dev.pullover.copylist;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.remote.RemoteException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells testserver, and our own choice of servers, how transfers go. Thread-safe. */
final class Faults {
    private static final Logger log = LoggerFactory.getLogger(Faults.class);

    private final MessageSender<Fault> sender;
    private final ServerChooser chooser;
    private final Counters counters;
    private final LongSupplier nowNs;
    /** The {@link ServerChooser#era} in which testserver was last told that bytes come from a server. */
    private final Map<String, Integer> eras = new ConcurrentHashMap<>();

    /** @param nowNs wall clock, nanoseconds since 1970 UTC */
    Faults(MessageSender<Fault> sender, ServerChooser chooser, Counters counters, LongSupplier nowNs) {
        this.sender = sender;
        this.chooser = chooser;
        this.counters = counters;
        this.nowNs = nowNs;
    }

    /**
     * A server was lost.
     *
     * @param dead whether it is of no use to connect once more
     */
    void report(String server, boolean dead, RemoteException failure) {
        String detail = String.valueOf(failure.getMessage());
        chooser.failed(server, dead, detail);
        sender.send(new Fault(nowNs.getAsLong(), ModuleName.COPYLIST, server, failure.kind(), detail));
        counters.increment(Counter.FAULTS, server);
        counters.increment(Counter.ERRORS, failure.kind().word());
        log.warn("lost {}", detail, server);
    }

    /** Bytes of a file come from a server: testserver is told of the first ones after a loss or a switch. */
    void receiving(String server) {
        int era = chooser.era();
        Integer told = eras.get(server);
        if ((told == null || told != era) && !Integer.valueOf(era).equals(eras.put(server, era))) {
            sender.send(new Fault(nowNs.getAsLong(), ModuleName.COPYLIST, server, FaultKind.RECEIVING, ""));
        }
    }

    /** A server gave a file. */
    void worked(String server) {
        chooser.worked(server);
    }
}
