package dev.pullover.simulator;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.message.Fault;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts testserver's checks as a server sees them, and holds what it says of each server against them: none is down before
 * {@code fall} checks in a row have failed, or one after a plain failure or a transfer's hard fault; none that was down is
 * up before {@code rise} have passed; none that was up is stale before {@code fall} have passed. A server of which nothing
 * is known yet, after a start or an operator's order, may be up after the first.
 */
final class RiseAndFall {
    private static final Set<ServerState> ANSWERING = EnumSet.of(ServerState.UP, ServerState.SLOW, ServerState.STALE);

    private final CheckConfig promised;
    private final boolean scanning;
    private final Map<String, Seen> servers = new TreeMap<>();

    /** @param scanning whether servers have no catalog, so that a check asks for the outbox only */
    RiseAndFall(CheckConfig promised, boolean scanning) {
        this.promised = promised;
        this.scanning = scanning;
    }

    /** testserver has ended, and with it all that it knew. */
    void forget() {
        servers.clear();
    }

    /** testserver is about to look at what its checks have found. */
    void takeIn() {
        servers.values().forEach(Seen::takeIn);
    }

    /** A transfer's fault has come to testserver. */
    void delivered(Fault fault) {
        seen(fault.server()).hardFault |= fault.kind().isHard();
    }

    /** testserver connects to a server; what it finds over that connection is seen from then on. */
    RemoteStore connect(String server, Opening opening) throws RemoteException {
        Seen seen = seen(server);
        seen.fresh = true;
        seen.lookedFor = false;
        try {
            return watch(seen, opening.open());
        } catch (RemoteException e) {
            seen.failed(e);
            throw e;
        }
    }

    /** testserver says what it thinks of the servers. */
    void said(Verdict verdict) {
        for (Verdict.Choice choice : verdict.servers()) {
            Seen seen = seen(choice.name());
            String wrong = wrong(seen, choice.state());
            if (!wrong.isEmpty()) {
                throw new Violation(
                        choice.name() + " is called " + choice.state() + " after " + seen.state + ", though " + wrong
                                + ": checks in a row: " + seen.failures + " failed, " + seen.passes + " passed");
            }
            seen.state = choice.state();
        }
    }

    private String wrong(Seen seen, ServerState now) {
        ServerState before = seen.state;
        if (now == ServerState.DOWN && (before == ServerState.UNKNOWN || ANSWERING.contains(before))) {
            boolean fell = seen.failures >= promised.fall() || seen.confirmed || seen.failures > 0 && seen.hardFault;
            return fell ? "" : "fall is " + promised.fall();
        }
        if (before == ServerState.DOWN && ANSWERING.contains(now)) {
            return seen.passes >= promised.rise() ? "" : "rise is " + promised.rise();
        }
        boolean stale = before == ServerState.UP && now == ServerState.STALE;
        return stale && seen.passes < promised.fall() ? "fall is " + promised.fall() : "";
    }

    private Seen seen(String server) {
        return servers.computeIfAbsent(server, none -> new Seen());
    }

    /** A check reads HEAD; where there is none it looks whether there is an outbox at all. */
    private RemoteStore watch(Seen seen, RemoteStore store) {
        RemoteStore listing = Between.calls(RemoteStore.class, store, "list", (arguments, original) -> {
            try {
                return original.call();
            } catch (IOException e) {
                seen.failed(e);
                throw e;
            }
        });
        RemoteStore statting = Between.calls(RemoteStore.class, listing, "stat", (arguments, original) -> {
            try {
                Object found = original.call();
                if (scanning || seen.lookedFor) {
                    seen.found(scanning, false);
                }
                return found;
            } catch (IOException e) {
                seen.failed(e);
                throw e;
            }
        });
        return Between.calls(RemoteStore.class, statting, "readAll", (arguments, original) -> {
            try {
                Object content = original.call();
                if (arguments[0].equals(CatalogLayout.HEAD)) {
                    seen.found(isHead((byte[]) content), false);
                }
                return content;
            } catch (NoSuchFileException e) {
                seen.lookedFor = true;
                throw e;
            } catch (IOException e) {
                seen.failed(e);
                throw e;
            }
        });
    }

    private static boolean isHead(byte[] content) {
        try {
            CatalogHead.parse(content);
            return true;
        } catch (CatalogFormatException e) {
            return false;
        }
    }

    /** Connects. */
    @FunctionalInterface
    interface Opening {
        RemoteStore open() throws RemoteException;
    }

    /** The checks of one server. */
    private static final class Seen {
        private ServerState state = ServerState.UNKNOWN;
        private int failures;
        private int passes;
        /** Whether the last failure confirmed a plain one right before it. */
        private boolean confirmed;

        private boolean lastWasHard;
        private boolean hardFault;
        private boolean fresh;
        /** Whether HEAD was looked for and not there. */
        private boolean lookedFor;
        /** What a check found that testserver has not looked at yet. */
        private Runnable found = () -> {};

        private void failed(IOException e) {
            FaultKind kind = e instanceof RemoteException remote ? remote.kind() : FaultKind.OUTBOX;
            found(false, kind.isHard());
        }

        private void found(boolean passed, boolean hard) {
            boolean newConnection = fresh;
            lookedFor = false;
            found = () -> count(passed, hard, newConnection);
        }

        private void takeIn() {
            found.run();
            found = () -> {};
            fresh = false;
        }

        private void count(boolean passed, boolean hard, boolean newConnection) {
            confirmed = !passed && lastWasHard;
            lastWasHard = hard;
            failures = passed ? 0 : failures + 1;
            passes = passed ? passes + 1 : 0;
            hardFault &= !(passed && newConnection);
        }
    }
}
