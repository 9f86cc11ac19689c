package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.ledger.KeptFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code copylist restore}: gives a kept version back, here or on a server. May run beside copylist. */
@Command(
        name = "restore",
        description = "Bring back a version of a file that is kept: the last one put aside, unless told otherwise.",
        footer = {
            "",
            "Without --to and --to-server it goes back to its place in the replica, where it stays until the path is",
            "published anew. Nothing that exists is replaced without --force."
        })
final class RestoreCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FileArguments file;

    @Option(
            names = "--version",
            paramLabel = "WHICH",
            description = "Which one: its number in 'history', the start of its hash, or 'here' for the present one.")
    private @Nullable String version;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Write it there; with --to-server, a path in the server's outbox.")
    private @Nullable String to;

    @Option(names = "--to-server", paramLabel = "NAME", description = "Upload it to this server's outbox.")
    private @Nullable String server;

    @Option(names = "--force", description = "Replace a file that exists.")
    private boolean force;

    RestoreCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException {
        Config config = options.loadConfig();
        Path replica = config.requireReplica().directory();
        try (Databases databases = new Databases(config)) {
            FilePath path = databases.path(file.path());
            Stored stored = choose(databases, path);
            Restoration restoration = new Restoration(replica, stored.entry(), stored.place(), force);
            String where = restore(config, restoration, path);
            report(stored.entry(), where);
        }
        return ExitCode.OK;
    }

    private String restore(Config config, Restoration restoration, FilePath path) throws IOException {
        if (server != null) {
            FilePath remote = to == null ? path : FilePath.of(to);
            restoration.toServer(server(config, server), remote, config);
            return server + ":" + remote;
        }
        return (to == null ? restoration.toReplica() : restoration.toFile(Path.of(to))).toString();
    }

    private void report(ReplicaEntry entry, String where) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (file.json()) {
            Report report = new Report(
                    entry.path().toString(), where, entry.size(), entry.hash().toString());
            out.println(Json.prettyMapper().writeValueAsString(report));
        } else {
            out.println("restored " + entry.path() + " to " + where + ": " + entry.size() + " bytes, " + entry.hash());
        }
    }

    private Stored choose(Databases databases, FilePath path) {
        List<KeptFile> kept = databases.replica().map(view -> view.kept(path)).orElse(List.of());
        Optional<Stored> chosen =
                version == null ? kept.stream().findFirst().map(Stored::of) : find(databases, path, kept);
        return chosen.orElseThrow(() -> new PulloverException(
                ExitCode.USAGE,
                path + ": " + (kept.isEmpty() ? "no version is kept" : "no such version is kept: " + version)
                        + "; 'pullover copylist history PATH' shows what there is, and [copy] keep-versions and"
                        + " deletions = \"quarantine\" what is kept in future"));
    }

    private Optional<Stored> find(Databases databases, FilePath path, List<KeptFile> kept) {
        String wanted = String.valueOf(version);
        if (wanted.equals("here")) {
            return databases.replica().flatMap(view -> view.find(path)).map(entry -> new Stored(entry, path));
        }
        if (wanted.matches("[1-9][0-9]{0,3}")) {
            int number = Integer.parseInt(wanted);
            return number <= kept.size() ? Optional.of(Stored.of(kept.get(number - 1))) : Optional.empty();
        }
        return kept.stream()
                .filter(candidate -> candidate.entry().hash().toString().startsWith(wanted))
                .findFirst()
                .map(Stored::of);
    }

    private static ServerConfig server(Config config, String name) {
        return config.requireServers().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PulloverException(
                        ExitCode.USAGE,
                        "there is no server '" + name + "'; configured are "
                                + String.join(
                                        ", ",
                                        config.requireServers().stream()
                                                .map(ServerConfig::name)
                                                .toList())));
    }

    /** A version and where it lies, below the replica directory. */
    private record Stored(ReplicaEntry entry, FilePath place) {
        static Stored of(KeptFile kept) {
            return new Stored(kept.entry(), kept.place());
        }
    }

    /** What {@code --json} prints. */
    record Report(String path, String restoredTo, long size, String sha256) {}
}
