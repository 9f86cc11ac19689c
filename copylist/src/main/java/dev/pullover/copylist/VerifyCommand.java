package dev.pullover.copylist;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.CatalogView.Totals;
import dev.pullover.common.ledger.ReplicaView;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code copylist verify}: hashes the replica again. May run beside copylist. */
@Command(
        name = "verify",
        description = "Hash the replica's files again and compare with what was recorded.",
        footer = {"", "Exit code 6 if there are differences."})
final class VerifyCommand implements Callable<ExitCode> {
    private final GlobalOptions options;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    VerifyCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Config config = options.loadConfig();
        PrintWriter out = spec.commandLine().getOut();
        try (Databases databases = new Databases(config);
                Folder root = open(config.requireReplica().directory());
                Verification verification = new Verification(root, replica(databases))) {
            long differences = json ? printJson(out, verification) : print(out, verification);
            return differences == 0 ? ExitCode.OK : ExitCode.VERIFICATION;
        }
    }

    private static long print(PrintWriter out, Verification verification) throws InterruptedException {
        verification.run(difference -> {
            out.println(difference.path() + ": " + difference.what());
            out.flush();
        });
        Totals checked = verification.checked();
        out.println("verified " + Amounts.count(checked.files(), "file") + ", " + Amounts.bytes(checked.bytes()) + ": "
                + (verification.differences() == 0
                        ? "all as recorded"
                        : Amounts.count(verification.differences(), "file") + " not as recorded"));
        return verification.differences();
    }

    private static long printJson(PrintWriter out, Verification verification) throws IOException, InterruptedException {
        try (JsonGenerator json = Json.prettyMapper().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeArrayFieldStart("differences");
            verification.run(json::writePOJO);
            json.writeEndArray();
            json.writeNumberField("files", verification.checked().files());
            json.writeNumberField("bytes", verification.checked().bytes());
            json.writeEndObject();
        }
        out.println();
        return verification.differences();
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
