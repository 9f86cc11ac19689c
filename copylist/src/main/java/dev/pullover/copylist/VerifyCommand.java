package dev.pullover.copylist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Bandwidth;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.StateDirectory;
import dev.pullover.copylist.Verification.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code copylist verify}: hashes the replica again. May run beside copylist. */
@Command(
        name = "verify",
        description = "Hash the replica's files again and compare with what was recorded.",
        footer = {"", "Exit code 6 if there are differences, or some are left after --repair."})
final class VerifyCommand implements Callable<ExitCode> {
    private static final String WORD = "verify";
    private final GlobalOptions options;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            defaultValue = "unlimited",
            description = "Read no faster, as \"50MB/s\"; or a timetable as for [copy] bandwidth.")
    private String rate;

    @Option(names = "--resume", description = "Go on where the last one was broken off.")
    private boolean resume;

    @Option(names = "--repair", description = "Have files that differ pulled again, and look whether that helped.")
    private boolean repair;

    VerifyCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Config config = options.loadConfig();
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        RateLimit limit = limit();
        try (ModuleLock lock = lock(state);
                Databases databases = new Databases(config);
                Folder root = open(config.requireReplica().directory());
                Verification verification = new Verification(root, replica(databases), limit, start(state))) {
            VerifyOutput output = new VerifyOutput(spec.commandLine().getOut(), json);
            List<FilePath> differing = new ArrayList<>();
            Marks marks = new Marks(state.verifyJson(), System::nanoTime);
            output.begin();
            verification.run(
                    difference -> {
                        output.difference(difference);
                        differing.add(FilePath.parse(difference.path()));
                    },
                    marks::passed);
            Files.deleteIfExists(state.verifyJson());
            output.summary(verification.mark());
            long left = repair && !differing.isEmpty()
                    ? repaired(config, verification, differing, output)
                    : verification.mark().differences();
            output.end();
            return left == 0 ? ExitCode.OK : ExitCode.VERIFICATION;
        }
    }

    /** @return how many are left */
    private long repaired(Config config, Verification verification, List<FilePath> differing, VerifyOutput output)
            throws IOException, InterruptedException {
        new Repair(config, clock).run(differing);
        List<Difference> left = new ArrayList<>();
        for (FilePath path : differing) {
            verification.lookAgain(path).ifPresent(left::add);
        }
        output.repaired(differing.size() - left.size(), left);
        return left.size();
    }

    private VerifyMark start(StateDirectory state) throws IOException {
        return resume ? VerifyMark.read(state.verifyJson()).orElse(VerifyMark.START) : VerifyMark.START;
    }

    /** Two at once would each take the other's mark for its own. */
    private ModuleLock lock(StateDirectory state) {
        Path file = state.root().resolve("locks").resolve(WORD + ".lock");
        return ModuleLock.acquire(file, WORD, clock.instant());
    }

    private RateLimit limit() {
        Bandwidth bandwidth = Bandwidth.parse(rate)
                .orElseThrow(() -> new PulloverException(
                        ExitCode.USAGE, "--rate " + rate + ": must be \"unlimited\", or a rate as \"50MB/s\""));
        return new RateLimit(bandwidth, () -> LocalDateTime.now(clock), System::nanoTime, TimeUnit.NANOSECONDS::sleep);
    }

    private static ReplicaView replica(Databases databases) {
        return databases
                .replica()
                .orElseThrow(() -> new PulloverException(
                        ExitCode.USAGE,
                        "there is no replica.db yet: copylist has never run with this state directory"));
    }

    private static Folder open(Path directory) {
        try {
            return Folder.open(directory);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE, "the replica directory " + directory + " cannot be read: " + e, e);
        }
    }
}
