package dev.pullover.synchrolist;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What commands have in common that print many lines. */
final class ReportOptions {
    @Option(
            names = {"-n", "--limit"},
            paramLabel = "LIMIT",
            description = "At most so many lines.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** Where lines go. {@code header} is left out of JSON. */
    LineOutput output(CommandSpec spec, String header) {
        LineOutput output = new LineOutput(spec.commandLine().getOut(), limit);
        if (!json) {
            output.header(header);
        }
        return output;
    }
}
