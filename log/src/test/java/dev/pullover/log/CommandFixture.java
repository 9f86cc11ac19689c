package dev.pullover.log;

import dev.pullover.common.ModuleName;
import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.module.ModuleProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs commands of the log module on real queues, in this process. */
final class CommandFixture {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    private final GlobalOptions options = new GlobalOptions(Map.of());
    private final Path configFile;

    CommandFixture(Path root) throws IOException {
        configFile = root.resolve("pullover.toml");
        Files.writeString(
                configFile,
                "[replica]\ndirectory = \"" + root.resolve("replica") + "\"\nstate = \"" + root.resolve("state")
                        + "\"\nreserve = \"0B\"\n");
    }

    GlobalOptions options() {
        return options;
    }

    /** Runs {@code command} with {@code arguments}; returns its exit code. */
    int run(Object command, String... arguments) {
        CommandLine commandLine = Commands.of(new Top())
                .addSubcommand("it", command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 3];
        all[0] = "it";
        all[1] = "--config";
        all[2] = configFile.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return Commands.execute(commandLine, options, all);
    }

    /** What {@code pullover log once} does. */
    void logOnce() throws InterruptedException {
        CommandLine commandLine = Commands.of(new Top());
        commandLine.addMixin("global", options);
        commandLine.parseArgs("-c", configFile.toString());
        try (ModuleProcess process = ModuleProcess.forModule(options.loadConfig(), ModuleName.LOG)) {
            process.once(new LogModule());
        }
    }

    @Command(name = "top")
    private static final class Top {}
}
