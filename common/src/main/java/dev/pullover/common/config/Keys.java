package dev.pullover.common.config;

import static dev.pullover.common.config.Key.advised;
import static dev.pullover.common.config.Key.optional;
import static dev.pullover.common.config.Key.required;
import static dev.pullover.common.config.Key.unset;

import dev.pullover.common.message.LogLevel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of all keys: what is checked, suggested and documented comes from here. */
final class Keys {
    static final Key<Path> DIRECTORY =
            required(Section.REPLICA, "directory", new PathType(), "/srv/replica", "where the files go");
    static final Key<Path> STATE = required(
            Section.REPLICA,
            "state",
            new PathType(),
            "/var/lib/pullover",
            "queues, databases, locks and logs; on a local file system, outside `directory`");
    static final Key<Long> RESERVE = optional(
            Section.REPLICA,
            "reserve",
            new SizeType("0B", "1000TB"),
            "1GB",
            "free space that is never touched; `\"0B\"`: none");

    static final Key<String> NAME = required(
            Section.SERVERS, "name", new ServerNameType(), "production", "what it is called; no two servers alike");
    static final Key<URI> SERVER_URI = required(
            Section.SERVERS,
            "uri",
            new ServerUriType(),
            "sftp://sync@prod.example:22/srv/outbox",
            "its outbox; without a user the one who runs pullover, without a port 22");
    static final Key<Path> IDENTITY_FILE = advised(
            Section.SERVERS,
            "identity-file",
            new PathType(),
            "what the transport finds by itself",
            "/etc/pullover/id_ed25519",
            "the private key to log in with");
    static final Key<Path> KNOWN_HOSTS = advised(
            Section.SERVERS,
            "known-hosts",
            new PathType(),
            "none",
            "/etc/pullover/known_hosts",
            "file of accepted host keys, as ssh keeps it");
    static final Key<List<String>> HOST_KEYS = optional(
            Section.SERVERS,
            "host-keys",
            new ListType<>(new HostKeyType(), 0, 16),
            List.of(),
            "accepted host keys themselves");
    static final Key<Integer> WEIGHT = optional(
            Section.SERVERS,
            "weight",
            new WholeNumberType(1, 256),
            100L,
            "its share of what is pulled, against the other servers' weights; see `balance`");
    static final Key<ListenAddress> AGENT_CHECK = unset(
            Section.SERVERS,
            "agent-check",
            new ListenAddressType(),
            "not served",
            "where testserver tells HAProxy what it thinks of this server, such as `\"127.0.0.1:9101\"`");

    static final Key<Duration> CHECK_INTERVAL = optional(
            Section.CHECK, "interval", new DurationType("100ms", "1h"), "2s", "between checks of a server that is up");
    static final Key<Duration> FAST_INTERVAL = optional(
            Section.CHECK,
            "fast-interval",
            new DurationType("10ms", "1h"),
            "200ms",
            "between checks while a server's state is changing");
    static final Key<Duration> DOWN_INTERVAL = unset(
            Section.CHECK,
            "down-interval",
            new DurationType("100ms", "1h"),
            "that of `interval`",
            "between checks of a server that is down");
    static final Key<Duration> TIMEOUT = optional(
            Section.CHECK,
            "timeout",
            new DurationType("100ms", "10m"),
            "5s",
            "how long one request may take; longer only while others are answered before it, on a narrow line");
    static final Key<Integer> RISE = optional(
            Section.CHECK, "rise", new WholeNumberType(1, 100), 2L, "good checks in a row until a server is up");
    static final Key<Integer> FALL = optional(
            Section.CHECK, "fall", new WholeNumberType(1, 100), 3L, "bad checks in a row until a server is down");
    static final Key<Duration> RESPONSE_SLOW = optional(
            Section.CHECK,
            "response-slow",
            new DurationType("1ms", "10m"),
            "1s",
            "a timed read that takes longer makes a server slow: a worse rank, not down");
    static final Key<Integer> JITTER = optional(
            Section.CHECK,
            "jitter",
            new WholeNumberType(0, 50),
            10L,
            "percent by which the times between checks vary at random, so that several replicas do not check in step");
    static final Key<Duration> LOGIN_INTERVAL = optional(
            Section.CHECK,
            "login-interval",
            new DurationType("1s", "1d"),
            "1m",
            "how often the login is exercised; in between, a check is one request over the open connection");

    static final Key<FailbackPolicy> POLICY = optional(
            Section.FAILBACK,
            "policy",
            ChoiceType.of(FailbackPolicy.values()),
            "automatic",
            "whether to go back without being told to");
    static final Key<Duration> HOLD = optional(
            Section.FAILBACK,
            "hold",
            new DurationType("0s", "1d"),
            "30s",
            "how long the preferred server must have been up without interruption; `\"0s\"`: at once");

    static final Key<Duration> SYNCHRO_INTERVAL = optional(
            Section.SYNCHRO,
            "interval",
            new DurationType("10ms", "1d"),
            "250ms",
            "between looks, while running as a daemon");
    static final Key<SynchroMode> MODE = optional(
            Section.SYNCHRO,
            "mode",
            ChoiceType.of(SynchroMode.values()),
            "auto",
            "`auto`: the catalog where there is one, else scan");
    static final Key<Duration> SCAN_INTERVAL = optional(
            Section.SYNCHRO,
            "scan-interval",
            new DurationType("100ms", "1d"),
            "5s",
            "scanning: between passes that look at the dates of all directories, while running as a daemon");
    static final Key<Duration> FULL_SCAN = optional(
            Section.SYNCHRO,
            "full-scan",
            new DurationType("1s", "365d"),
            "1h",
            "scanning: between passes that list every directory, whatever its date: only they find files changed in place");

    static final Key<Integer> PARALLEL = optional(
            Section.COPY,
            "parallel",
            new WholeNumberType(1, 256),
            8L,
            "pulls at once: each a large file, or a batch of small ones");
    static final Key<Integer> CONNECTIONS = optional(
            Section.COPY,
            "connections",
            new WholeNumberType(1, 16),
            4L,
            "connections to one server at most; more than one only for files of 8 MiB and more, on a line so long that"
                    + " one cannot fill it");
    static final Key<Transport> TRANSPORT = optional(
            Section.COPY,
            "transport",
            ChoiceType.of(Transport.values()),
            "auto",
            "`auto`: `openssh` where ssh is installed, else `sshj`");
    static final Key<Balance> BALANCE = optional(
            Section.COPY,
            "balance",
            ChoiceType.of(Balance.values()),
            "failover",
            "how pulls are spread over servers that have the same content; `failover`: not at all");
    static final Key<Duration> SLOW_START = optional(
            Section.COPY,
            "slow-start",
            new DurationType("0s", "1h"),
            "0s",
            "how long a server that comes back takes to get its full share of what is spread; `\"0s\"`: at once");
    static final Key<Bandwidth> BANDWIDTH = optional(
            Section.COPY,
            "bandwidth",
            new BandwidthType("1KB", "1TB"),
            "unlimited",
            "limit over all connections together, such as `\"20MB/s\"`, or by local time, see below");
    static final Key<Durability> DURABILITY = optional(
            Section.COPY,
            "durability",
            ChoiceType.of(Durability.values()),
            "full",
            "`full`: a file counts once it would survive a power cut; `os`: no fsync");
    static final Key<Deletions> DELETIONS = optional(
            Section.COPY,
            "deletions",
            ChoiceType.of(Deletions.values()),
            "ignore",
            "what becomes of a file that was deleted on the server; `quarantine`: it is moved aside");
    static final Key<Integer> KEEP_VERSIONS = optional(
            Section.COPY,
            "keep-versions",
            new WholeNumberType(0, 1000),
            0L,
            "older versions kept of each file, for `copylist restore`; 0: none");

    static final Key<Integer> MAX_DELETIONS = optional(
            Section.COPY,
            "max-deletions",
            new WholeNumberType(1, 1_000_000_000),
            1000L,
            "files moved aside at most in one pass and within an hour; where more would be, none is touched until"
                    + " `copylist retry-parked --deletions` says so");
    static final Key<Duration> QUARANTINE_KEEP = optional(
            Section.COPY,
            "quarantine-keep",
            new DurationType("1m", "3650d"),
            "30d",
            "how long deleted files are kept in quarantine");
    static final Key<Integer> PARK_AFTER = optional(
            Section.COPY,
            "park-after",
            new WholeNumberType(1, 1000),
            3L,
            "failed tries after which a file is parked: that is an error in the log; it is tried on at growing intervals of up to"
                    + " ten minutes (an hour if it vanished), and at once by `copylist retry-parked`");
    static final Key<Integer> MODE_MASK = optional(
            Section.COPY,
            "mode-mask",
            new ModeMaskType(),
            "0777",
            "permission bits that files may have; reading by their owner is always set");
    static final Key<FileOwner> OWNER = unset(
            Section.COPY,
            "owner",
            new FileOwnerType(),
            "who runs copylist",
            "owner of the files; another user needs the privilege to change owners, a group that one belongs to none");
    static final Key<String> ON_ARRIVAL = unset(
            Section.COPY,
            "on-arrival",
            new CommandType(),
            "nothing is run",
            "run in the replica directory when files have come, their names on its standard input");
    static final Key<ArrivalNames> ON_ARRIVAL_NAMES = optional(
            Section.COPY,
            "on-arrival-names",
            ChoiceType.of(ArrivalNames.values()),
            "lines",
            "`lines`: a line for each name, escaped as in the catalog; `nul`: as it is, followed by a NUL");
    static final Key<Duration> ON_ARRIVAL_TIMEOUT = optional(
            Section.COPY,
            "on-arrival-timeout",
            new DurationType("1s", "1d"),
            "10m",
            "how long that command may take; then it is killed, and run again later");

    static final Key<LogLevel> LOG_LEVEL = optional(
            Section.LOG,
            "level",
            ChoiceType.of(LogLevel.values()),
            "info",
            "lines below this level are not written; `debug` tells of each file");
    static final Key<Path> LOG_FILE = optional(
            Section.LOG,
            "file",
            new PathType(),
            "pullover.log",
            "the text file; relative to `state` of `[replica]`, or else of `[publish]`");
    static final Key<Path> LOG_JSON = optional(
            Section.LOG,
            "json",
            new PathType(),
            "pullover.jsonl",
            "the same records as JSON lines; relative as `file`");
    static final Key<Long> MAX_SIZE = optional(
            Section.LOG, "max-size", new SizeType("64KB", "100GB"), "64MB", "a file that would grow beyond is rolled");
    static final Key<Duration> MAX_AGE = unset(
            Section.LOG,
            "max-age",
            new DurationType("1m", "365d"),
            "rolled by size only",
            "a file that was begun longer ago is rolled, such as `\"1d\"`");
    static final Key<Integer> KEEP =
            optional(Section.LOG, "keep", new WholeNumberType(0, 1000), 10L, "rolled files kept of each; 0: none");

    static final Key<LogForward> FORWARD = unset(
            Section.LOG,
            "forward",
            new LogForwardType(),
            "not sent",
            "where lines are sent besides, as syslog messages (RFC 5424), such as `\"unix:/dev/log\"`");

    static final Key<ListenAddress> LISTEN = unset(
            Section.STAT,
            "listen",
            new ListenAddressType(),
            "not served",
            "where `stat run` serves page and metrics, such as `\"127.0.0.1:9477\"`");
    static final Key<List<String>> HOSTS = optional(
            Section.STAT,
            "hosts",
            new ListType<>(new HostNameType(), 0, 16),
            List.of(),
            "more names under which browsers may ask for the page, such as that of a proxy in front of it; addresses,"
                    + " `localhost` and the name in `listen` always may");
    static final Key<Path> TEXTFILE = unset(
            Section.STAT,
            "textfile",
            new PathType(),
            "not written",
            "file for node_exporter's textfile collector, such as `\"/var/lib/prometheus/node-exporter/pullover.prom\"`;"
                    + " its directory must be there");

    static final Key<List<String>> SOURCES = advised(
            Section.PUBLISH,
            "sources",
            new ListType<>(new GlobType(), 1, 1000),
            "none, if there is a `list-file`",
            List.of("/data/exports/**/*.csv"),
            "files to publish; absolute, or relative to `base`. This or `list-file` must be there, both may");
    static final Key<Path> LIST_FILE = unset(
            Section.PUBLISH,
            "list-file",
            new PathType(),
            "none",
            "a file with further sources, one path or pattern a line; `\"-\"`: standard input, for `once` only");
    static final Key<Path> BASE = required(
            Section.PUBLISH, "base", new PathType(), "/data/exports", "paths in the outbox are relative to it");
    static final Key<Path> OUTBOX =
            required(Section.PUBLISH, "outbox", new PathType(), "/srv/outbox", "where published files and catalog go");
    static final Key<Path> PUBLISH_STATE = required(
            Section.PUBLISH,
            "state",
            new PathType(),
            "/var/lib/pullover",
            "the publisher's own index, lock and log; outside `outbox`");
    static final Key<List<String>> EXCLUDE = optional(
            Section.PUBLISH,
            "exclude",
            new ListType<>(new GlobType(), 0, 1000),
            List.of(),
            "files not to publish although `sources` match; absolute, or relative to `base`");
    static final Key<Boolean> PUBLISH_DELETIONS = optional(
            Section.PUBLISH,
            "deletions",
            new BooleanType(),
            false,
            "whether a source that vanished is deleted from the outbox too, and replicas are told");
    static final Key<Duration> PUBLISH_INTERVAL = optional(
            Section.PUBLISH,
            "interval",
            new DurationType("100ms", "1d"),
            "1s",
            "between sweeps over all sources, while running as a daemon that cannot watch them");
    static final Key<Boolean> WATCH = optional(
            Section.PUBLISH,
            "watch",
            new BooleanType(),
            true,
            "whether the daemon lets the system tell it what changes, and need not look itself");
    static final Key<Duration> SWEEP_INTERVAL = optional(
            Section.PUBLISH,
            "sweep-interval",
            new DurationType("1s", "7d"),
            "1m",
            "between sweeps over all sources, while running as a daemon that watches them");
    static final Key<Duration> SETTLE = optional(
            Section.PUBLISH,
            "settle",
            new DurationType("0s", "1d"),
            "0s",
            "how long a source must not have changed before it is published; `\"0s\"`: not at all");
    static final Key<Integer> SNAPSHOT_EVERY = optional(
            Section.PUBLISH,
            "snapshot-every",
            new WholeNumberType(0, 1000),
            4L,
            "full segments of the catalog (16 MiB each) after which a snapshot is written; 0: never, and all segments"
                    + " are kept");
    static final Key<Integer> KEEP_SEGMENTS = optional(
            Section.PUBLISH,
            "keep-segments",
            new WholeNumberType(1, 1_000_000),
            8L,
            "segments kept before the newest snapshot, for readers that have fallen behind");

    /** Every key above, by section, in the order of documents. */
    static final List<Key<?>> ALL = List.of(
            DIRECTORY,
            STATE,
            RESERVE,
            NAME,
            SERVER_URI,
            IDENTITY_FILE,
            KNOWN_HOSTS,
            HOST_KEYS,
            WEIGHT,
            AGENT_CHECK,
            CHECK_INTERVAL,
            FAST_INTERVAL,
            DOWN_INTERVAL,
            TIMEOUT,
            RISE,
            FALL,
            RESPONSE_SLOW,
            JITTER,
            LOGIN_INTERVAL,
            POLICY,
            HOLD,
            SYNCHRO_INTERVAL,
            MODE,
            SCAN_INTERVAL,
            FULL_SCAN,
            PARALLEL,
            CONNECTIONS,
            TRANSPORT,
            BALANCE,
            SLOW_START,
            BANDWIDTH,
            DURABILITY,
            DELETIONS,
            KEEP_VERSIONS,
            MAX_DELETIONS,
            QUARANTINE_KEEP,
            PARK_AFTER,
            MODE_MASK,
            OWNER,
            ON_ARRIVAL,
            ON_ARRIVAL_NAMES,
            ON_ARRIVAL_TIMEOUT,
            LOG_LEVEL,
            LOG_FILE,
            LOG_JSON,
            MAX_SIZE,
            MAX_AGE,
            KEEP,
            FORWARD,
            LISTEN,
            HOSTS,
            TEXTFILE,
            SOURCES,
            LIST_FILE,
            BASE,
            OUTBOX,
            PUBLISH_STATE,
            EXCLUDE,
            PUBLISH_DELETIONS,
            PUBLISH_INTERVAL,
            WATCH,
            SWEEP_INTERVAL,
            SETTLE,
            SNAPSHOT_EVERY,
            KEEP_SEGMENTS);

    private Keys() {}

    /** Those of one section. */
    static List<Key<?>> of(Section section) {
        List<Key<?>> keys = new ArrayList<>();
        for (Key<?> key : ALL) {
            if (key.section() == section) {
                keys.add(key);
            }
        }
        return keys;
    }

    static Optional<Key<?>> find(Section section, String name) {
        for (Key<?> key : ALL) {
            if (key.section() == section && key.name().equals(name)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
