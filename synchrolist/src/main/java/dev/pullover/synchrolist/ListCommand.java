package dev.pullover.synchrolist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.RefusedName;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.Json;
import dev.pullover.common.state.StateDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.io.FilenameUtils;
import org.apache.commons.io.IOCase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code synchrolist list}: streams, so that a million paths take no more memory than ten. */
@Command(
        name = "list",
        description = "List what the servers offer, in the order of changes: one path a line, columns between tabs.",
        footer = {
            "",
            "In paths, every byte that is not printable ASCII, and %%, is written %%XX.",
            "Deleted paths have 'deleted' for a size."
        })
final class ListCommand implements Callable<ExitCode> {
    private static final int PAGE_ROWS = 1000;

    private final GlobalOptions options;
    private final ObjectMapper mapper = Json.mapper();

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "GLOB",
            description = "Only these paths: * stands for any text (/ too), ? for one character.")
    private @Nullable String glob;

    @Option(names = "--since-change", paramLabel = "N", description = "Only changes after this one.")
    private long sinceChange;

    @Option(names = "--refused", description = "The names that must not be written here, and why, instead.")
    private boolean refused;

    @Mixin
    private ReportOptions report;

    ListCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws JsonProcessingException {
        StateDirectory state =
                new StateDirectory(options.loadConfig().requireReplica().state());
        LineOutput output = report.output(spec, refused ? "seq\treason\tpath" : "change\tseq\tsize\tdate\tpath");
        try (SqliteCatalogView view = SqliteCatalogView.open(state.catalogDb())) {
            if (refused) {
                listRefused(view, output);
            } else {
                listEntries(view, output);
            }
        }
        return ExitCode.OK;
    }

    private void listEntries(SqliteCatalogView view, LineOutput output) throws JsonProcessingException {
        long after = sinceChange;
        List<CatalogEntry> page;
        do {
            page = view.changes(after, PAGE_ROWS);
            for (CatalogEntry entry : page) {
                after = entry.change();
                if (matches(entry.line().path())) {
                    output.line(report.json() ? mapper.writeValueAsString(Row.of(entry)) : table(entry));
                }
            }
        } while (output.goesOn() && page.size() == PAGE_ROWS);
    }

    private void listRefused(SqliteCatalogView view, LineOutput output) throws JsonProcessingException {
        String after = "";
        List<RefusedName> page;
        do {
            page = view.refusedAfter(after, PAGE_ROWS);
            for (RefusedName name : page) {
                after = name.path().toString();
                if (matches(name.path())) {
                    output.line(
                            report.json()
                                    ? mapper.writeValueAsString(RefusedRow.of(name))
                                    : name.sequence() + "\t" + name.reason() + "\t" + name.path());
                }
            }
        } while (output.goesOn() && page.size() == PAGE_ROWS);
    }

    private boolean matches(FilePath path) {
        return glob == null
                || FilenameUtils.wildcardMatch(path.toString(), glob, IOCase.SENSITIVE)
                || path.text()
                        .filter(text -> FilenameUtils.wildcardMatch(text, glob, IOCase.SENSITIVE))
                        .isPresent();
    }

    private static String table(CatalogEntry entry) {
        CatalogLine line = entry.line();
        boolean deleted = line.op() == Op.DEL;
        return entry.change() + "\t" + line.seq() + "\t" + (deleted ? "deleted" : line.size()) + "\t"
                + EpochTime.toInstant(deleted ? line.publishedNs() : line.mtimeNs()) + "\t" + line.path();
    }

    /** One entry as JSON. */
    record Row(
            long change,
            String op,
            String path,
            long size,
            String mtime,
            String mode,
            @Nullable String sha256,
            String epoch,
            long seq,
            String published) {
        static Row of(CatalogEntry entry) {
            CatalogLine line = entry.line();
            return new Row(
                    entry.change(),
                    line.op().toString(),
                    line.path().toString(),
                    line.size(),
                    EpochTime.toInstant(line.mtimeNs()).toString(),
                    CatalogLine.formatMode(line.mode()),
                    line.hasHash() ? line.hash().toString() : null,
                    entry.epoch().toString(),
                    line.seq(),
                    EpochTime.toInstant(line.publishedNs()).toString());
        }
    }

    /** One refused name as JSON. */
    record RefusedRow(String path, String epoch, long seq, String reason) {
        static RefusedRow of(RefusedName name) {
            return new RefusedRow(name.path().toString(), name.epoch().toString(), name.sequence(), name.reason());
        }
    }
}
