package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code copylist retry-parked}: asks the running copylist, or does it itself where none runs. */
@Command(
        name = RetryParkedCommand.VERB,
        description =
                "Try all parked files again now, also rejected ones; without a running copylist, at its next start.",
        footer = {"", "With --deletions, carry out the deletions that were held back because they were too many."})
final class RetryParkedCommand implements Callable<ExitCode> {
    static final String VERB = "retry-parked";
    /** Asks for the deletions that are held back, instead. */
    static final String DELETIONS_VERB = "retry-parked-deletions";

    /** A running module answers within a second. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    private final GlobalOptions options;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    RetryParkedCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Option(names = "--deletions", description = "The deletions that are held back, not the files.")
    private boolean deletions;

    @Override
    public ExitCode call() throws InterruptedException {
        StateDirectory state =
                new StateDirectory(options.loadConfig().requireReplica().state()).prepare();
        try {
            Optional<ModuleLock.Holder> holder = ModuleLock.holder(state.lock(ModuleName.COPYLIST));
            Control.Answer answer = holder.isEmpty() ? retry(state) : ask(state, holder.get());
            if (!answer.done()) {
                throw new PulloverException(ExitCode.FAILURE, answer.message());
            }
            spec.commandLine().getOut().println(answer.message());
            return ExitCode.OK;
        } catch (IOException e) {
            throw new PulloverException(ExitCode.FAILURE, "cannot ask copylist through " + state.root() + ": " + e, e);
        }
    }

    /** What to say of it. */
    static String message(long woken) {
        return woken == 0
                ? "no parked file was waiting"
                : Amounts.count(woken, "file") + (woken == 1 ? " is" : " are") + " tried again";
    }

    /** Carries out a request of this command. */
    static long retry(String verb, ReplicaLedger ledger, long nowNs) {
        return verb.equals(DELETIONS_VERB) ? ledger.releaseHeld(nowNs) : ledger.retryParked(nowNs);
    }

    private String verb() {
        return deletions ? DELETIONS_VERB : VERB;
    }

    private Control.Answer retry(StateDirectory state) {
        Path lockFile = state.lock(ModuleName.COPYLIST);
        try (ModuleLock lock = ModuleLock.acquire(lockFile, ModuleName.COPYLIST.word(), clock.instant());
                SqliteReplicaLedger ledger = SqliteReplicaLedger.open(state.replicaDb())) {
            return new Control.Answer(
                    true, message(retry(verb(), ledger, EpochTime.nowNs(clock))) + " at the next start");
        }
    }

    private Control.Answer ask(StateDirectory state, ModuleLock.Holder holder)
            throws IOException, InterruptedException {
        String id = EpochTime.nowNs(clock) + "-" + ProcessHandle.current().pid();
        String user = System.getProperty("user.name");
        return new Control(state, ModuleName.COPYLIST)
                .askAndWait(new Control.Request(id, verb(), "", 0, user, ""), ANSWER_TIMEOUT)
                .orElseThrow(() -> new PulloverException(
                        ExitCode.FAILURE,
                        "copylist did not answer within " + ANSWER_TIMEOUT.toSeconds() + " s: " + holder
                                + " holds its lock; try again"));
    }
}
