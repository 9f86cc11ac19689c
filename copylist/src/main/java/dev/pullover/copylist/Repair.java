package dev.pullover.copylist;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.module.ModuleProcess;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Has files pulled again that are not as recorded: by the copylist that runs, or by a pass of its own. */
final class Repair {
    static final String VERB = "repair";
    static final String OUTCOME = "Repair";
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** As long as the number of files to come falls within this time, it is waited for. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(200);
    /** A request has at most 64 KiB. */
    private static final int MAX_CHARS = 40_000;

    private final Config config;
    private final StateDirectory state;
    private final Clock clock;

    Repair(Config config, Clock clock) {
        this.config = config;
        this.state = new StateDirectory(config.requireReplica().state());
        this.clock = clock;
    }

    /** Has them pulled again, and returns when that is done or does not go on. */
    void run(List<FilePath> paths) throws IOException, InterruptedException {
        if (ModuleLock.holder(state.lock(ModuleName.COPYLIST)).isPresent()) {
            for (String request : requests(paths)) {
                ask(request);
            }
            await(paths);
        } else {
            try (ModuleProcess process = ModuleProcess.forModule(config, ModuleName.COPYLIST)) {
                mark(paths);
                process.once(new CopylistModule());
            }
        }
    }

    /** The paths of a request. */
    static List<FilePath> paths(Control.Request request) {
        return Arrays.stream(request.target().split("\n")).map(FilePath::parse).toList();
    }

    private void mark(List<FilePath> paths) {
        try (SqliteReplicaLedger ledger = SqliteReplicaLedger.open(state.replicaDb());
                SqliteCatalogView catalog = SqliteCatalogView.open(state.catalogDb())) {
            new Feed(catalog, ledger).repair(paths, EpochTime.nowNs(clock));
        }
    }

    private static List<String> requests(List<FilePath> paths) {
        List<String> requests = new ArrayList<>();
        StringBuilder request = new StringBuilder();
        for (FilePath path : paths) {
            if (request.length() > 0 && request.length() + path.toString().length() > MAX_CHARS) {
                requests.add(request.toString());
                request.setLength(0);
            }
            request.append(request.length() == 0 ? "" : "\n").append(path);
        }
        requests.add(request.toString());
        return requests;
    }

    private void ask(String target) throws IOException, InterruptedException {
        String id = VERB + "-" + EpochTime.nowNs(clock) + "-"
                + ProcessHandle.current().pid();
        Control.Request request = new Control.Request(id, VERB, target, 0, System.getProperty("user.name"), "");
        Control.Answer answer = new Control(state, ModuleName.COPYLIST)
                .askAndWait(request, ANSWER_TIMEOUT)
                .orElseThrow(() -> new PulloverException(
                        ExitCode.FAILURE,
                        "copylist did not answer within " + ANSWER_TIMEOUT.toSeconds() + " s; try again"));
        if (!answer.done()) {
            throw new PulloverException(ExitCode.FAILURE, answer.message());
        }
    }

    private void await(List<FilePath> paths) throws InterruptedException {
        try (ReplicaView view = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            long pending = paths.size();
            for (long quietMs = 0; pending > 0 && quietMs < PATIENCE.toMillis(); quietMs += POLL.toMillis()) {
                Thread.sleep(POLL.toMillis());
                long now = paths.stream().filter(path -> isPending(view, path)).count();
                quietMs = now < pending ? 0 : quietMs;
                pending = now;
            }
        }
    }

    private static boolean isPending(ReplicaView view, FilePath path) {
        return view.findParked(path)
                .map(ParkedFile::outcome)
                .filter(OUTCOME::equals)
                .isPresent();
    }
}
