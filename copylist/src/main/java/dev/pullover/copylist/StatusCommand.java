package dev.pullover.copylist;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.CatalogView.Totals;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.CopyingFile;
import dev.pullover.common.state.CopyingFile.Content;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code copylist status}: what is here, owed and parked. */
@Command(
        name = "status",
        description = "Show what is here, what is owed and what is parked.",
        footer = {"", "Exit code 7 if copylist is not running."})
final class StatusCommand implements Callable<ExitCode> {
    private static final int LAST_ARRIVALS = 5;
    private static final int COLUMNS = 100;
    private static final Totals NOTHING = new Totals(0, 0);

    private final GlobalOptions options;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    StatusCommand(GlobalOptions options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    @Override
    public ExitCode call() throws IOException {
        Config config = options.loadConfig();
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        Optional<ModuleLock.Holder> holder = ModuleLock.holder(state.lock(ModuleName.COPYLIST));
        PrintWriter out = spec.commandLine().getOut();
        try (Databases databases = new Databases(config)) {
            Figures figures =
                    Figures.of(databases, config.copy().parkAfter(), copying(state, holder), EpochTime.nowNs(clock));
            if (json) {
                printJson(out, config, holder, figures);
            } else {
                out.println(holder.map(running -> "copylist runs: " + running).orElse("copylist is not running"));
                print(out, config, figures);
            }
        }
        return holder.isPresent() ? ExitCode.OK : ExitCode.NOT_RUNNING;
    }

    private void print(PrintWriter out, Config config, Figures figures) {
        out.println("here     " + amount(figures.here()) + " in "
                + config.requireReplica().directory());
        out.println("owed     " + amount(figures.owed()) + " (change " + figures.position() + " of "
                + figures.lastChange() + " is settled)");
        if (figures.lag().compareTo(Duration.ZERO) > 0) {
            out.println("lag      " + CopyingText.span(figures.lag()) + ": since then the oldest of them is published");
        }
        if (figures.aside() > figures.parked()) {
            out.println("waiting  " + Amounts.count(figures.aside() - figures.parked(), "file")
                    + " to be tried again ('pullover copylist why PATH' tells why)");
        }
        out.println("parked   " + Amounts.count(figures.parked(), "file")
                + (figures.parked() > 0 ? " ('pullover copylist why PATH' tells why)" : ""));
        figures.copying().ifPresent(content -> print(out, content));
        for (ReplicaEntry entry : figures.lastArrivals()) {
            out.println("arrived  " + Text.time(entry.arrivedNs(), clock.getZone()) + "  " + entry.path() + "  "
                    + Amounts.bytes(entry.size()) + ", " + FileReport.origin(entry));
        }
    }

    private void print(PrintWriter out, Content content) {
        out.println("copying  " + CopyingText.summary(content));
        CopyingText.inFlight(content, Content.MAX_IN_FLIGHT, COLUMNS, EpochTime.nowNs(clock))
                .forEach(line -> out.println("         " + line));
    }

    /** What a running copylist says of itself; what a killed one left does not count. */
    private static Optional<Content> copying(StateDirectory state, Optional<ModuleLock.Holder> holder)
            throws IOException {
        return new CopyingFile(state)
                .read()
                .filter(content -> holder.isPresent() && holder.get().pid() == content.pid());
    }

    private static void printJson(PrintWriter out, Config config, Optional<ModuleLock.Holder> holder, Figures figures)
            throws JsonProcessingException {
        Report report = new Report(
                holder.isPresent(),
                holder.map(ModuleLock.Holder::pid).orElse(0L),
                config.requireReplica().directory().toString(),
                figures.here().files(),
                figures.here().bytes(),
                figures.owed().files(),
                figures.owed().bytes(),
                figures.lag().toMillis(),
                figures.parked(),
                figures.aside() - figures.parked(),
                figures.position(),
                figures.lastChange(),
                figures.copying().orElse(null),
                figures.lastArrivals().stream().map(FileReport::of).toList());
        out.println(Json.prettyMapper().writeValueAsString(report));
    }

    private static String amount(Totals totals) {
        return Amounts.count(totals.files(), "file") + ", " + Amounts.bytes(totals.bytes());
    }

    /** What the databases say; {@code aside} are the parked files and those that are tried again soon. */
    private record Figures(
            Totals here,
            Totals owed,
            Duration lag,
            long parked,
            long aside,
            long position,
            long lastChange,
            Optional<Content> copying,
            List<ReplicaEntry> lastArrivals) {
        static Figures of(Databases databases, int parkAfter, Optional<Content> copying, long nowNs) {
            Optional<ReplicaView> replica = databases.replica();
            Optional<CatalogView> catalog = databases.catalog();
            long position = databases.position();
            return new Figures(
                    replica.map(ReplicaView::totals).orElse(NOTHING),
                    catalog.map(view -> view.totals(position)).orElse(NOTHING),
                    catalog.flatMap(view -> view.changes(position, 1).stream().findFirst())
                            .map(oldest -> Duration.ofNanos(
                                    Math.max(0, nowNs - oldest.line().publishedNs())))
                            .orElse(Duration.ZERO),
                    replica.map(view -> view.parkedCount(parkAfter)).orElse(0L),
                    replica.map(ReplicaView::parkedCount).orElse(0L),
                    position,
                    catalog.map(CatalogView::lastChange).orElse(0L),
                    copying,
                    replica.map(view -> view.lastArrivals(LAST_ARRIVALS)).orElse(List.of()));
        }
    }

    /** What {@code --json} prints; {@code pid} is 0 if copylist is not running, {@code copying} is absent if nothing is in flight. */
    record Report(
            boolean running,
            long pid,
            String directory,
            long files,
            long bytes,
            long owedFiles,
            long owedBytes,
            long lagMs,
            long parkedFiles,
            long waitingFiles,
            long position,
            long lastChange,
            @Nullable Content copying,
            List<FileReport> lastArrivals) {}
}
