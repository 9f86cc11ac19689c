package dev.pullover.synchrolist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code synchrolist diff}: by the databases, without looking at a server or at the files. */
@Command(
        name = "diff",
        description = "List the files that the servers offer and the replica lacks, columns between tabs.",
        footer = {
            "",
            "The state is 'missing', 'changed' (an older content is here) or 'parked' (it was tried; with the reason).",
            "Exit code 6 if there are any."
        })
final class DiffCommand implements Callable<ExitCode> {
    private static final int PAGE_ROWS = 1000;

    private final GlobalOptions options;
    private final ObjectMapper mapper = Json.mapper();

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "LIMIT",
            description = "At most so many lines.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    DiffCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws JsonProcessingException {
        StateDirectory state =
                new StateDirectory(options.loadConfig().requireReplica().state());
        LineOutput output = new LineOutput(spec.commandLine().getOut(), limit);
        try (SqliteCatalogView catalog = SqliteCatalogView.open(state.catalogDb());
                ReplicaView replica = SqliteReplicaLedger.openForReading(state.replicaDb())) {
            return list(catalog, replica, output) ? ExitCode.VERIFICATION : ExitCode.OK;
        }
    }

    private boolean list(SqliteCatalogView catalog, ReplicaView replica, LineOutput output)
            throws JsonProcessingException {
        if (!json) {
            output.header("change\tseq\tsize\tstate\tpath");
        }
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
                    output.line(
                            json
                                    ? mapper.writeValueAsString(row.get())
                                    : row.get().table());
                }
            }
        } while (output.goesOn() && page.size() == PAGE_ROWS);
        return differs;
    }

    private static Optional<Row> difference(CatalogEntry entry, ReplicaView replica) {
        CatalogLine line = entry.line();
        if (line.op() == Op.DEL) {
            return Optional.empty();
        }
        Optional<ReplicaEntry> here = replica.find(line.path());
        if (here.filter(file -> file.hash().equals(line.hash())).isPresent()) {
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
