package dev.pullover.testserver;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.SynchroMode;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.state.FailoverRecord;
import dev.pullover.common.state.ServerRecord;
import dev.pullover.common.state.ServerRecord.Admin;
import dev.pullover.common.state.ServerRecord.Transition;
import dev.pullover.common.state.ServersFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that testserver knows: the servers with their states, their catalogs, and which one an operator switched to. It
 * is read from {@code servers.json} at the start and written there. Pure: no clock, no threads.
 */
final class Roster {
    private final SynchroMode mode;
    private final List<ServerEntry> entries;
    private final Catalogs catalogs;
    private String forced;
    private long forcedUntilNs;

    private Roster(SynchroMode mode, List<ServerEntry> entries, Catalogs catalogs, String forced, long forcedUntilNs) {
        this.mode = mode;
        this.entries = List.copyOf(entries);
        this.catalogs = catalogs;
        this.forced = forced;
        this.forcedUntilNs = forcedUntilNs;
    }

    /** The servers of the configuration, with what is remembered of them. */
    static Roster of(Config config, Optional<ServersFile.Content> remembered, long nowNs) {
        List<ServerEntry> entries = new ArrayList<>();
        for (ServerConfig server : config.requireServers()) {
            ServerRecord record = remembered.stream()
                    .flatMap(content -> content.servers().stream())
                    .filter(known -> known.name().equals(server.name()))
                    .findFirst()
                    .orElseGet(() -> unknown(server.name(), nowNs));
            CheckConfig check = config.check();
            entries.add(new ServerEntry(server, new StateMachine(check.rise(), check.fall(), record), record));
        }
        Catalogs catalogs =
                new Catalogs(remembered.map(ServersFile.Content::catalogs).orElse(List.of()));
        String forced = remembered
                .map(ServersFile.Content::forcedServer)
                .filter(name -> entries.stream().anyMatch(entry -> entry.name().equals(name)))
                .orElse("");
        long untilNs = remembered.map(ServersFile.Content::forcedUntilNs).orElse(0L);
        return new Roster(config.synchro().mode(), entries, catalogs, forced, untilNs);
    }

    List<ServerEntry> entries() {
        return entries;
    }

    Optional<ServerEntry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The names of all servers, for messages. */
    String names() {
        return entries.stream().map(ServerEntry::name).collect(Collectors.joining(", "));
    }

    /** The server that an operator switched to, or empty. */
    String forced() {
        return forced;
    }

    /** Whether something is known of every server. */
    boolean isSettled() {
        return entries.stream().allMatch(entry -> entry.machine().state() != ServerState.UNKNOWN);
    }

    /**
     * Takes the results of checks that ended at about the same time: first what they say of catalogs, so that the order
     * of the results means nothing, then what that makes of each server.
     */
    List<Change> onResults(List<CheckResult> results, long nowNs) {
        for (CheckResult result : results) {
            CatalogHead head = head(result);
            if (head != null) {
                catalogs.learn(head);
            }
        }
        List<Change> changes = new ArrayList<>();
        for (CheckResult result : results) {
            find(result.server())
                    .flatMap(entry -> onResult(entry, result, nowNs))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    /** Takes a server out of use until an operator has looked at its catalog. */
    Optional<Change> alarm(ServerEntry entry, String problem, long nowNs) {
        return entry.onAlarm(problem, nowNs).map(transition -> new Change(entry, transition, 0));
    }

    /** Does what an operator asks of a server. {@code READY} accepts the catalog that it shows, and ends a switch to it. */
    Optional<Change> order(ServerEntry entry, Admin order, String why, long nowNs) {
        boolean catalogAlarm =
                entry.machine().state() == ServerState.ALARM && entry.layer().equals(Layer.HEALTH.word());
        if (order == Admin.READY && catalogAlarm) {
            catalogs.follow(entry.epoch(), entry.sequence());
        }
        if (forced.equals(entry.name())) {
            endSwitch();
        }
        return entry.onOrder(order, why, nowNs).map(transition -> new Change(entry, transition, 0));
    }

    /** Puts a server before all others, until a time in nanoseconds since 1970 UTC, or without end if that is 0. */
    void switchTo(ServerEntry entry, long untilNs) {
        forced = entry.name();
        forcedUntilNs = untilNs;
    }

    void endSwitch() {
        forced = "";
        forcedUntilNs = 0;
    }

    /** Whether an operator's switch is to end by itself. */
    boolean isSwitchLimited() {
        return !forced.isEmpty() && forcedUntilNs != 0;
    }

    boolean isSwitchOver(long nowNs) {
        return isSwitchLimited() && nowNs >= forcedUntilNs;
    }

    /** The servers as the choice sees them, in the order of the configuration. */
    List<Candidate> candidates() {
        return entries.stream()
                .map(entry -> candidate(entry, entry.machine().state()))
                .toList();
    }

    /** The same, with the states that were known when testserver last ran. */
    List<Candidate> lastKnown() {
        return entries.stream()
                .map(entry -> candidate(entry, entry.machine().recorded()))
                .toList();
    }

    /** What the others are told. */
    Verdict verdict(Decision decision, long nowNs, long validUntilNs) {
        return new Verdict(
                nowNs,
                validUntilNs,
                decision.reason(),
                decision.ranked().stream().map(this::choice).toList());
    }

    /** What goes into {@code servers.json}. */
    ServersFile.Content content(Verdict verdict, @Nullable FailoverRecord lastFailover) {
        return new ServersFile.Content(
                ServersFile.Content.FORMAT,
                verdict,
                entries.stream().map(ServerEntry::record).toList(),
                forced,
                forcedUntilNs,
                catalogs.records(),
                lastFailover);
    }

    private Candidate candidate(ServerEntry entry, ServerState state) {
        return new Candidate(entry.name(), state, catalogs.generation(entry.epoch()), entry.sequence());
    }

    private Verdict.Choice choice(Candidate candidate) {
        String epoch = find(candidate.name()).map(ServerEntry::epoch).orElse("");
        return new Verdict.Choice(candidate.name(), candidate.state(), epoch, candidate.sequence());
    }

    private Optional<Change> onResult(ServerEntry entry, CheckResult result, long nowNs) {
        entry.onResult(result);
        Finding finding = finding(result);
        if (result.outcome() instanceof CheckResult.Passed) {
            problem(finding).ifPresent(problem -> entry.overrule(Layer.HEALTH, problem));
        }
        int failures = entry.machine().failures() + 1;
        return entry.onFinding(finding, result.startedNanos(), nowNs)
                .map(transition -> new Change(entry, transition, failures));
    }

    private Finding finding(CheckResult result) {
        if (result.outcome() instanceof CheckResult.Failed failed) {
            return failed.kind() == FaultKind.HOST_KEY
                    ? new Finding.Alarming(failed.reason())
                    : new Finding.Failing(failed.kind(), failed.reason());
        }
        CheckResult.Passed passed = (CheckResult.Passed) result.outcome();
        CatalogHead head = passed.head();
        if (head != null) {
            return catalogs.forked(head)
                    .<Finding>map(problem -> new Finding.Alarming(problem + " (health)"))
                    .orElseGet(() -> new Finding.Healthy(passed.slow(), catalogs.behind(head)));
        }
        return mode == SynchroMode.SCAN || catalogs.isEmpty()
                ? new Finding.Healthy(passed.slow(), "")
                : new Finding.Failing(FaultKind.OUTBOX, "the catalog is gone: is it the right directory? (health)");
    }

    private static Optional<String> problem(Finding finding) {
        if (finding instanceof Finding.Alarming alarming) {
            return Optional.of(alarming.reason());
        }
        return finding instanceof Finding.Failing failing ? Optional.of(failing.reason()) : Optional.empty();
    }

    private static @Nullable CatalogHead head(CheckResult result) {
        return result.outcome() instanceof CheckResult.Passed passed ? passed.head() : null;
    }

    private static ServerRecord unknown(String name, long nowNs) {
        return new ServerRecord(
                name, ServerState.UNKNOWN, Admin.READY, "", nowNs, 0, "", 0, "", 0, 0, 0, 0, List.of(), List.of());
    }

    /**
     * A server's state changed.
     *
     * @param failures failed checks in a row that led to it
     */
    record Change(ServerEntry entry, Transition transition, int failures) {}
}
