package dev.pullover.synchrolist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code synchrolist diff}: by the databases, without looking at a server or at the files. */
@Command(
        name = "diff",
        description = "List the files that the servers offer and the replica lacks, or that only it has; columns"
                + " between tabs.",
        footer = {
            "",
            "The state is 'missing', 'changed' (an older content is here) or 'parked' (it was tried; with the reason).",
            "'only-here' is what no server offers any more: deleted there, and kept here.",
            "Exit code 6 if the replica lacks anything, or if the servers differ."
        })
final class DiffCommand implements Callable<ExitCode> {
    private static final int PAGE_ROWS = 1000;

    private final GlobalOptions options;
    private final ObjectMapper mapper = Json.mapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private ReportOptions report;

    @Option(
            names = "--servers",
            description = "What the servers offer differently, by listing them: path and size, and on which.")
    private boolean servers;

    @Option(names = "--dates", description = "With --servers: another date alone is a difference, too.")
    private boolean dates;

    DiffCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws JsonProcessingException {
        Config config = options.loadConfig();
        if (servers) {
            return compareServers(config);
        }
        StateDirectory state = new StateDirectory(config.requireReplica().state());
        LineOutput output = report.output(spec, "change\tseq\tsize\tstate\tpath");
        try (SqliteCatalogView catalog = SqliteCatalogView.open(state.catalogDb());
                ReplicaView replica = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            boolean lacks = listLacking(catalog, replica, output);
            if (output.goesOn()) {
                listOnlyHere(catalog, replica, output);
            }
            return lacks ? ExitCode.VERIFICATION : ExitCode.OK;
        }
    }

    private ExitCode compareServers(Config config) {
        if (config.requireServers().size() < 2) {
            throw new PulloverException(
                    ExitCode.USAGE, config.file() + " has one server only: there is nothing to compare it with");
        }
        LineOutput output = report.output(spec, "on\tnot on\tsize\tdate\tpath");
        ServersDiff diff = new ServersDiff(
                config, dates, file -> output.line(report.json() ? mapper.writeValueAsString(file) : file.table()));
        diff.run();
        output.goesOn();
        return diff.differences() > 0 ? ExitCode.VERIFICATION : ExitCode.OK;
    }

    private boolean listLacking(SqliteCatalogView catalog, ReplicaView replica, LineOutput output)
            throws JsonProcessingException {
        boolean differs = false;
        long after = 0;
        List<CatalogEntry> page;
        do {
            page = catalog.changes(after, PAGE_ROWS);
            for (CatalogEntry entry : page) {
                after = entry.change();
                Optional<Row> row = difference(entry, replica);
                if (row.isPresent()) {
                    differs = true;
                    print(row.get(), output);
                }
            }
        } while (output.goesOn() && page.size() == PAGE_ROWS);
        return differs;
    }

    private void listOnlyHere(SqliteCatalogView catalog, ReplicaView replica, LineOutput output)
            throws JsonProcessingException {
        FilePath after = FilePath.of("");
        List<ReplicaEntry> page;
        do {
            page = replica.files(after, PAGE_ROWS);
            for (ReplicaEntry here : page) {
                after = here.path();
                Optional<CatalogEntry> entry = catalog.find(here.path());
                if (entry.filter(known -> known.line().op() == Op.PUT).isEmpty()) {
                    long change = entry.map(CatalogEntry::change).orElse(0L);
                    print(
                            new Row(
                                    change,
                                    here.sequence(),
                                    here.size(),
                                    "only-here",
                                    null,
                                    here.path().toString()),
                            output);
                }
            }
        } while (output.goesOn() && page.size() == PAGE_ROWS);
    }

    private void print(Row row, LineOutput output) throws JsonProcessingException {
        output.line(report.json() ? mapper.writeValueAsString(row) : row.table());
    }

    private static Optional<Row> difference(CatalogEntry entry, ReplicaView replica) {
        CatalogLine line = entry.line();
        if (line.op() == Op.DEL) {
            return Optional.empty();
        }
        Optional<ReplicaEntry> here = replica.find(line.path());
        if (here.filter(file -> file.isContentOf(line)).isPresent()) {
            return Optional.empty();
        }
        Optional<ParkedFile> parked = replica.findParked(line.path());
        String state = parked.isPresent() ? "parked" : here.isPresent() ? "changed" : "missing";
        return Optional.of(new Row(
                entry.change(),
                line.seq(),
                line.size(),
                state,
                parked.map(ParkedFile::reason).orElse(null),
                line.path().toString()));
    }

    /** One difference; its components are the keys of the JSON. */
    record Row(
            long change,
            long seq,
            long size,
            String state,
            @Nullable String reason,
            String path) {
        String table() {
            return change + "\t" + seq + "\t" + size + "\t" + state + (reason == null ? "" : ": " + reason) + "\t"
                    + path;
        }
    }
}
