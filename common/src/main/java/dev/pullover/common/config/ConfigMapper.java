package dev.pullover.common.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the records of a document without errors. */
final class ConfigMapper {
    private final Path file;
    private final Path directory;
    private final Document document;

    /** {@code directory} is that of the file: relative paths are relative to it. */
    ConfigMapper(Path file, Path directory, Document document) {
        this.file = file;
        this.directory = directory;
        this.document = document;
    }

    Config map() {
        Optional<ReplicaConfig> replica = document.find(Section.REPLICA).map(this::replica);
        Optional<PublishConfig> publish = document.find(Section.PUBLISH).map(this::publish);
        Path logs = replica.map(ReplicaConfig::state)
                .or(() -> publish.map(PublishConfig::state))
                .orElse(directory);
        List<ServerConfig> servers = new ArrayList<>();
        for (Values server : document.servers()) {
            servers.add(server(server));
        }
        return new Config(
                file,
                replica,
                servers,
                check(document.get(Section.CHECK)),
                failback(document.get(Section.FAILBACK)),
                synchro(document.get(Section.SYNCHRO)),
                copy(document.get(Section.COPY)),
                log(document.get(Section.LOG), logs),
                stat(document.get(Section.STAT)),
                publish);
    }

    private StatConfig stat(Values values) {
        return new StatConfig(
                values.find(Keys.LISTEN),
                values.get(Keys.HOSTS),
                values.find(Keys.TEXTFILE).map(directory::resolve));
    }

    private ReplicaConfig replica(Values values) {
        return new ReplicaConfig(path(values, Keys.DIRECTORY), path(values, Keys.STATE), values.get(Keys.RESERVE));
    }

    private ServerConfig server(Values values) {
        return new ServerConfig(
                values.get(Keys.NAME),
                values.get(Keys.SERVER_URI),
                values.find(Keys.IDENTITY_FILE).map(directory::resolve),
                values.find(Keys.KNOWN_HOSTS).map(directory::resolve),
                values.get(Keys.HOST_KEYS),
                values.get(Keys.WEIGHT),
                values.find(Keys.AGENT_CHECK));
    }

    private static CheckConfig check(Values values) {
        return new CheckConfig(
                values.get(Keys.CHECK_INTERVAL),
                values.get(Keys.FAST_INTERVAL),
                values.find(Keys.DOWN_INTERVAL).orElse(values.get(Keys.CHECK_INTERVAL)),
                values.get(Keys.TIMEOUT),
                values.get(Keys.RISE),
                values.get(Keys.FALL),
                values.get(Keys.RESPONSE_SLOW),
                values.get(Keys.JITTER),
                values.get(Keys.LOGIN_INTERVAL));
    }

    private static FailbackConfig failback(Values values) {
        return new FailbackConfig(values.get(Keys.POLICY), values.get(Keys.HOLD));
    }

    private static SynchroConfig synchro(Values values) {
        return new SynchroConfig(
                values.get(Keys.SYNCHRO_INTERVAL),
                values.get(Keys.MODE),
                values.get(Keys.SCAN_INTERVAL),
                values.get(Keys.FULL_SCAN));
    }

    private static CopyConfig copy(Values values) {
        return new CopyConfig(
                values.get(Keys.PARALLEL),
                values.get(Keys.CONNECTIONS),
                values.get(Keys.TRANSPORT),
                values.get(Keys.BALANCE),
                values.get(Keys.SLOW_START),
                values.get(Keys.BANDWIDTH),
                values.get(Keys.DURABILITY),
                values.get(Keys.PARK_AFTER),
                new KeepConfig(
                        values.get(Keys.DELETIONS),
                        values.get(Keys.MAX_DELETIONS),
                        values.get(Keys.QUARANTINE_KEEP),
                        values.get(Keys.KEEP_VERSIONS)),
                new AttributesConfig(values.get(Keys.MODE_MASK), values.find(Keys.OWNER)),
                values.find(Keys.ON_ARRIVAL).map(command -> arrival(command, values)));
    }

    private static ArrivalConfig arrival(String command, Values values) {
        return new ArrivalConfig(command, values.get(Keys.ON_ARRIVAL_NAMES), values.get(Keys.ON_ARRIVAL_TIMEOUT));
    }

    private static LogConfig log(Values values, Path directory) {
        return new LogConfig(
                values.get(Keys.LOG_LEVEL),
                directory.resolve(values.get(Keys.LOG_FILE)),
                directory.resolve(values.get(Keys.LOG_JSON)),
                values.get(Keys.MAX_SIZE),
                values.find(Keys.MAX_AGE),
                values.get(Keys.KEEP),
                values.find(Keys.FORWARD));
    }

    private PublishConfig publish(Values values) {
        return new PublishConfig(
                values.find(Keys.SOURCES).orElse(List.of()),
                values.find(Keys.LIST_FILE)
                        .map(file -> file.equals(PublishConfig.STANDARD_INPUT) ? file : directory.resolve(file)),
                path(values, Keys.BASE),
                path(values, Keys.OUTBOX),
                path(values, Keys.PUBLISH_STATE),
                values.get(Keys.EXCLUDE),
                values.get(Keys.PUBLISH_DELETIONS),
                values.get(Keys.PUBLISH_INTERVAL),
                values.get(Keys.WATCH),
                values.get(Keys.SWEEP_INTERVAL),
                values.get(Keys.SETTLE),
                values.get(Keys.SNAPSHOT_EVERY),
                values.get(Keys.KEEP_SEGMENTS));
    }

    private Path path(Values values, Key<Path> key) {
        return directory.resolve(values.get(key));
    }
}
