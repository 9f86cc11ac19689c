package dev.pullover.copylist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;

/** A command of copylist as people call it, and what came of it. */
record Run(int status, String out, String err) {
    static Run of(Site site, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        GlobalOptions options =
                new GlobalOptions(Map.of("PULLOVER_CONFIG", site.configFile().toString()));
        CommandLine commandLine = Main.commandLine(options);
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        int status = Commands.execute(commandLine, options, arguments);
        return new Run(status, out.toString(), err.toString());
    }

    /** What it prints with {@code --json}. */
    static JsonNode json(Site site, String... arguments) throws IOException {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        return new ObjectMapper().readTree(of(site, all).out());
    }
}
