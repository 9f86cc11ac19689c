package dev.pullover.synchrolist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code synchrolist accept}: asks the running synchrolist, or does it itself where none runs. */
@Command(
        name = AcceptCommand.VERB,
        description = "Follow the catalog of a server that is a fork, or has an old date, instead of the one that was"
                + " followed before.",
        footer = {
            "",
            "Holds for an hour. Files that only the other catalog has stay here; those that both have become as on",
            "this server. If testserver has taken the server out: then also pullover testserver ready NAME."
        })
final class AcceptCommand implements Callable<ExitCode> {
    static final String VERB = "accept";
    /** How long an operator's word holds. */
    static final Duration HOLDS = Duration.ofHours(1);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    private final GlobalOptions options;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A server of the configuration.")
    private String server;

    AcceptCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public ExitCode call() throws InterruptedException {
        Config config = options.loadConfig();
        ServerStores.require(config, server);
        StateDirectory state = new StateDirectory(config.requireReplica().state()).prepare();
        try {
            Optional<ModuleLock.Holder> holder = ModuleLock.holder(state.lock(ModuleName.SYNCHROLIST));
            Control.Answer answer = holder.isEmpty() ? accept(state) : ask(state, holder.get());
            if (!answer.done()) {
                throw new PulloverException(ExitCode.FAILURE, answer.message());
            }
            spec.commandLine().getOut().println(answer.message());
            return ExitCode.OK;
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.FAILURE, "cannot ask synchrolist through " + state.root() + ": " + e, e);
        }
    }

    /** What to say of it. */
    static String message(String server) {
        return server + ": its catalog is followed from the next look on, if it is still a fork within an hour";
    }

    private Control.Answer accept(StateDirectory state) {
        Path lockFile = state.lock(ModuleName.SYNCHROLIST);
        try (ModuleLock lock = ModuleLock.acquire(lockFile, ModuleName.SYNCHROLIST.word(), clock.instant());
                SqliteCatalogLedger ledger = SqliteCatalogLedger.open(state.catalogDb(), new SecureRandom())) {
            ledger.accept(server, EpochTime.nowNs(clock) + HOLDS.toNanos());
            return new Control.Answer(true, message(server) + " (synchrolist is not running)");
        }
    }

    private Control.Answer ask(StateDirectory state, ModuleLock.Holder holder)
            throws IOException, InterruptedException {
        String id = EpochTime.nowNs(clock) + "-" + ProcessHandle.current().pid();
        String user = System.getProperty("user.name");
        return new Control(state, ModuleName.SYNCHROLIST)
                .askAndWait(new Control.Request(id, VERB, server, 0, user, ""), ANSWER_TIMEOUT)
                .orElseThrow(() -> new PulloverException(
                        ExitCode.FAILURE,
                        "synchrolist did not answer within " + ANSWER_TIMEOUT.toSeconds() + " s: " + holder
                                + " holds its lock; try again"));
    }
}
