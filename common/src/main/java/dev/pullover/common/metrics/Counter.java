package dev.pullover.common.metrics;

import static dev.pullover.common.ModuleName.COPYLIST;
import static dev.pullover.common.ModuleName.LOG;
import static dev.pullover.common.ModuleName.STAT;
import static dev.pullover.common.ModuleName.SYNCHROLIST;
import static dev.pullover.common.ModuleName.TESTSERVER;

import dev.pullover.common.ModuleName;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every counter and gauge of the suite, declared once. Ids travel in messages and lie in {@code stat.db}: they are never
 * reused. Names follow the Prometheus conventions; a counter's exposed name ends with {@code _total}.
 */
public enum Counter {
    MESSAGES_DROPPED(1, null, Kind.COUNTER, Unit.MESSAGES, "", "Messages this process could not put into a queue"),
    LOG_LINES_CUT(2, null, Kind.COUNTER, Unit.LINES, "", "Log lines whose text was cut at 128 bytes"),
    PROCESS_CPU(3, null, Kind.COUNTER, Unit.MILLISECONDS, "", "Processor time used"),
    PROCESS_MEMORY(4, null, Kind.GAUGE, Unit.BYTES, "", "Resident memory, with what is shared with other processes"),
    QUEUE_LENGTH(5, null, Kind.GAUGE, Unit.MESSAGES, "queue", "Messages waiting in memory to be put into a queue"),
    ERRORS(6, null, Kind.COUNTER, Unit.EVENTS, "kind", "Failures met while talking to servers, by kind"),

    CHECKS(10, TESTSERVER, Kind.COUNTER, Unit.CHECKS, "server", "Checks of a server that were run"),
    CHECK_FAILURES(11, TESTSERVER, Kind.COUNTER, Unit.CHECKS, "server", "Checks of a server that failed"),
    TRANSITIONS(12, TESTSERVER, Kind.COUNTER, Unit.EVENTS, "server", "Changes of a server's state"),
    SWITCHES(13, TESTSERVER, Kind.COUNTER, Unit.EVENTS, "", "Changes of the active server"),
    SERVER_USABLE(14, TESTSERVER, Kind.GAUGE, Unit.BOOLEAN, "server", "Whether files may be pulled from a server"),
    SERVER_SEQUENCE(15, TESTSERVER, Kind.GAUGE, Unit.NUMBER, "server", "Last sequence number in a server's catalog"),
    LAST_FAILOVER(
            16, TESTSERVER, Kind.GAUGE, Unit.MILLISECONDS, "", "How long no server was usable at the last failover"),
    SERVER_STATE(
            17,
            TESTSERVER,
            Kind.GAUGE,
            Unit.NUMBER,
            "server",
            "0 UNKNOWN, 1 UP, 2 SLOW, 3 STALE, 4 DOWN, 5 DRAIN, 6 MAINT, 7 ALARM"),
    LAST_FAILOVER_FIRST_BYTE(
            25,
            TESTSERVER,
            Kind.GAUGE,
            Unit.MILLISECONDS,
            "",
            "How long the last failover took until the first byte from the new server"),
    SERVER_ACTIVE(18, TESTSERVER, Kind.GAUGE, Unit.BOOLEAN, "server", "Whether it is the server in use"),
    SERVER_DOWNTIME(
            19, TESTSERVER, Kind.GAUGE, Unit.MILLISECONDS, "server", "How long a server was not usable, in all"),
    FAILOVER_TIME(
            20, TESTSERVER, Kind.HISTOGRAM, Unit.MILLISECONDS, "le", "How long no server was usable, per failover"),

    PASSES(30, SYNCHROLIST, Kind.COUNTER, Unit.PASSES, "", "Looks at a server's catalog"),
    PASS_FAILURES(31, SYNCHROLIST, Kind.COUNTER, Unit.PASSES, "server", "Looks at a server's catalog that failed"),
    CATALOG_LINES(32, SYNCHROLIST, Kind.COUNTER, Unit.LINES, "server", "Catalog lines read"),
    CATALOG_BYTES(33, SYNCHROLIST, Kind.COUNTER, Unit.BYTES, "server", "Catalog bytes read"),
    CATALOG_SEQUENCE(34, SYNCHROLIST, Kind.GAUGE, Unit.NUMBER, "", "Last catalog line that was taken over"),
    FILES_WANTED(35, SYNCHROLIST, Kind.COUNTER, Unit.FILES, "", "New or changed files found in catalogs"),
    NAMES_REJECTED(36, SYNCHROLIST, Kind.COUNTER, Unit.FILES, "", "Catalog lines whose path must not be written here"),
    DIRECTORIES_LISTED(37, SYNCHROLIST, Kind.COUNTER, Unit.EVENTS, "server", "Directories listed by scanning"),
    DIRECTORIES_UNREADABLE(
            38,
            SYNCHROLIST,
            Kind.GAUGE,
            Unit.NUMBER,
            "server",
            "Directories that the last scanning pass could not read"),

    FILES_COPIED(50, COPYLIST, Kind.COUNTER, Unit.FILES, "server", "Files received"),
    BYTES_COPIED(51, COPYLIST, Kind.COUNTER, Unit.BYTES, "server", "Bytes of files received"),
    FILES_COPIED_TWICE(52, COPYLIST, Kind.COUNTER, Unit.FILES, "", "Files received though they were here: must stay 0"),
    FILES_ALREADY_HERE(53, COPYLIST, Kind.COUNTER, Unit.FILES, "", "Files that were in place with the right hash"),
    FILES_SUPERSEDED(54, COPYLIST, Kind.COUNTER, Unit.FILES, "", "Files that changed again before they were received"),
    FILES_NOT_YET(
            55, COPYLIST, Kind.COUNTER, Unit.FILES, "server", "Files that a server's replication had not brought yet"),
    FILES_VANISHED(56, COPYLIST, Kind.COUNTER, Unit.FILES, "server", "Files that were gone from the server"),
    FILES_REJECTED(57, COPYLIST, Kind.COUNTER, Unit.FILES, "", "Files refused for good: bad name, not a regular file"),
    RETRIES(58, COPYLIST, Kind.COUNTER, Unit.EVENTS, "server", "Transfers that failed and are tried again"),
    BAD_HASHES(59, COPYLIST, Kind.COUNTER, Unit.FILES, "server", "Files whose content did not match the catalog"),
    FAULTS(60, COPYLIST, Kind.COUNTER, Unit.EVENTS, "server", "Server failures met by real transfers"),
    FILES_PARKED(61, COPYLIST, Kind.GAUGE, Unit.FILES, "", "Files parked: they failed too often, or were rejected"),
    LAG_FILES(62, COPYLIST, Kind.GAUGE, Unit.FILES, "", "Files in the catalog that are not here yet"),
    BYTES_RESUMED(63, COPYLIST, Kind.COUNTER, Unit.BYTES, "", "Bytes of partial files that need not be received again"),
    LAG_BYTES(64, COPYLIST, Kind.GAUGE, Unit.BYTES, "", "Bytes of files in the catalog that were not looked at yet"),
    LAG_TIME(65, COPYLIST, Kind.GAUGE, Unit.MILLISECONDS, "", "Age of the oldest publication not looked at yet"),
    ARRIVAL_TIME(66, COPYLIST, Kind.HISTOGRAM, Unit.MILLISECONDS, "le", "From a file's publication to its arrival"),
    REPLICA_FILES(67, COPYLIST, Kind.GAUGE, Unit.FILES, "", "Files in the replica"),
    REPLICA_BYTES(68, COPYLIST, Kind.GAUGE, Unit.BYTES, "", "Bytes of the files in the replica"),
    FILES_DELETED(69, COPYLIST, Kind.COUNTER, Unit.FILES, "", "Files moved aside, as they were deleted on the server"),
    DELETIONS_HELD(70, COPYLIST, Kind.COUNTER, Unit.FILES, "", "Deletions held back because they were too many"),
    ARRIVAL_RUNS(71, COPYLIST, Kind.COUNTER, Unit.EVENTS, "", "Runs of the command for arrivals that succeeded"),
    ARRIVAL_FAILURES(72, COPYLIST, Kind.COUNTER, Unit.EVENTS, "", "Runs of the command for arrivals that failed"),

    STAT_UPDATES(80, STAT, Kind.COUNTER, Unit.MESSAGES, "", "Counter messages taken over"),
    STAT_UPDATES_LOST(81, STAT, Kind.COUNTER, Unit.MESSAGES, "", "Counter messages that never arrived"),

    LOG_LINES(90, LOG, Kind.COUNTER, Unit.LINES, "module", "Lines written to the log file"),
    LOG_LINES_LOST(91, LOG, Kind.COUNTER, Unit.LINES, "", "Log lines that never arrived"),
    LOG_BYTES(92, LOG, Kind.COUNTER, Unit.BYTES, "", "Bytes written to the log file"),
    LOG_LINES_NOT_FORWARDED(93, LOG, Kind.COUNTER, Unit.LINES, "", "Log lines that a syslog daemon did not take"),
    LOG_LINES_BY_LEVEL(
            94, LOG, Kind.COUNTER, Unit.LINES, "module,level", "Lines written to the log file, by module and level");

    private final int id;
    private final @Nullable ModuleName module;
    private final Kind kind;
    private final Unit unit;
    private final String label;
    private final String help;

    Counter(int id, @Nullable ModuleName module, Kind kind, Unit unit, String label, String help) {
        this.id = id;
        this.module = module;
        this.kind = kind;
        this.unit = unit;
        this.label = label;
        this.help = help;
    }

    /** The id in messages and databases, 1 to 65535. */
    public int id() {
        return id;
    }

    /** The module that counts it, or empty if every module does. */
    public Optional<ModuleName> module() {
        return Optional.ofNullable(module);
    }

    /** Whether it only grows. */
    public Kind kind() {
        return kind;
    }

    /** What a value of 1 stands for. */
    public Unit unit() {
        return unit;
    }

    /**
     * Name of the label that tells its values apart ({@code server}), or empty if it has one value only. Of several
     * labels, names and values are separated by commas.
     */
    public String label() {
        return label;
    }

    /** One line for people. */
    public String help() {
        return help;
    }

    /** Its name, in lower case with underscores, without prefix or suffix. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it also counts while nothing happens: a change of it alone is no news. */
    public boolean isRoutine() {
        return this == CHECKS || this == PASSES || this == STAT_UPDATES;
    }

    /** The counter with this id, if there is one: a newer process may count what an older one does not know. */
    public static Optional<Counter> of(int id) {
        for (Counter counter : values()) {
            if (counter.id == id) {
                return Optional.of(counter);
            }
        }
        return Optional.empty();
    }

    /** How values of different processes and moments combine. */
    public enum Kind {
        /** Only grows within one process; totals add up over processes. */
        COUNTER,
        /** A level; the newest value counts. */
        GAUGE,
        /** Times, counted by {@link Histogram}: several counters. */
        HISTOGRAM
    }

    /** What a value of 1 stands for. */
    public enum Unit {
        BOOLEAN,
        BYTES,
        CHECKS,
        EVENTS,
        FILES,
        LINES,
        MESSAGES,
        MILLISECONDS,
        NUMBER,
        PASSES
    }
}
