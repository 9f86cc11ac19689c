package dev.pullover.common.config;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a configuration file says, checked, with defaults filled in. Immutable. A command needs only
 * the sections it uses and asks for them with the {@code require} methods.
 *
 * @param file where it was read from; absolute
 * @param servers in order of preference; empty if there is no such section
 */
public record Config(
        Path file,
        Optional<ReplicaConfig> replica,
        List<ServerConfig> servers,
        CheckConfig check,
        FailbackConfig failback,
        SynchroConfig synchro,
        CopyConfig copy,
        LogConfig log,
        StatConfig stat,
        Optional<PublishConfig> publish) {
    public Config {
        servers = List.copyOf(servers);
    }

    /** {@code [replica]}, or a {@link PulloverException} with the lines to add. */
    public ReplicaConfig requireReplica() {
        if (replica.isEmpty()) {
            throw missing(Section.REPLICA);
        }
        return replica.get();
    }

    /** At least one server, or a {@link PulloverException} with the lines to add. */
    public List<ServerConfig> requireServers() {
        if (servers.isEmpty()) {
            throw missing(Section.SERVERS);
        }
        return servers;
    }

    /** {@code [publish]}, or a {@link PulloverException} with the lines to add. */
    public PublishConfig requirePublish() {
        if (publish.isEmpty()) {
            throw missing(Section.PUBLISH);
        }
        return publish.get();
    }

    private PulloverException missing(Section section) {
        StringBuilder message = new StringBuilder()
                .append(file)
                .append(": this command needs the section ")
                .append(section.header())
                .append(", which is missing; add, with your values:\n\n")
                .append(section.header());
        for (Key<?> key : Keys.of(section)) {
            key.presence().example().ifPresent(example -> message.append('\n')
                    .append(key.name())
                    .append(" = ")
                    .append(Literal.of(example)));
        }
        return new PulloverException(ExitCode.USAGE, message.toString());
    }
}
