package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.testkit.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;

/**
 * {@code prime}: does a little of everything, in this JVM, with a server of its own on the loopback (in another process), so
 * that the JVM can write an archive of the classes and of what it learnt about them (a class-data archive before Java 25,
 * from there an AOT cache). The script calls it with the flags for that. See docs/decisions/0008-fast-starts.md.
 */
@Command(
        name = "prime",
        hidden = true,
        description = "Do a little of everything in a temporary directory, for the JVM to learn what to keep ready.")
final class PrimeCommand implements Callable<ExitCode> {
    private static final int FILES = 500;
    private static final String[][] COMMANDS = {
        {"publishlist", "once"},
        {"once"},
        {"once"},
        {"testserver", "status"},
        {"synchrolist", "status"},
        {"copylist", "status"},
        {"stat", "dump"},
        {"log", "write", "primed"},
        {"log", "tail"},
    };

    @Override
    public ExitCode call() throws IOException {
        Path directory = Files.createTempDirectory("pullover-prime-");
        try {
            for (String name : new String[] {"data", "outbox", "replica"}) {
                Files.createDirectory(directory.resolve(name));
            }
            for (int i = 0; i < FILES; i++) {
                Files.writeString(directory.resolve("data").resolve("file-" + i), "content of file " + i);
            }
            String key = Keys.generate(directory.resolve("id"));
            try (PrimeServer server =
                    PrimeServer.serving(directory.resolve("outbox"), key, directory.resolve("server.txt"))) {
                Path config = directory.resolve("pullover.toml");
                Files.writeString(config, configuration(server));
                runAll(config);
            }
            return ExitCode.OK;
        } finally {
            FileUtils.deleteDirectory(directory.toFile());
        }
    }

    /** Nobody wants to see what they print, unless it went wrong. */
    private static void runAll(Path config) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream kept = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(kept);
        System.setErr(kept);
        try {
            for (String[] command : COMMANDS) {
                run(config, command);
            }
        } catch (PulloverException e) {
            err.print(printed.toString(StandardCharsets.UTF_8));
            throw e;
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static void run(Path config, String... command) {
        String[] arguments = new String[command.length + 2];
        arguments[0] = "-c";
        arguments[1] = config.toString();
        System.arraycopy(command, 0, arguments, 2, command.length);
        int status = Main.run(arguments);
        // 7: a status command says that the module is not running, which is as it should be here.
        if (status != ExitCode.OK.number() && status != ExitCode.NOT_RUNNING.number()) {
            throw new PulloverException(
                    ExitCode.FAILURE, "prime: pullover " + String.join(" ", command) + " ended with " + status);
        }
    }

    private static String configuration(PrimeServer server) {
        return """
                [replica]
                directory = "replica"
                state = "state"
                reserve = "1MB"

                %s
                [publish]
                sources = ["**"]
                base = "data"
                outbox = "outbox"
                state = "publisher"
                """.formatted(LocalServer.section("server", PrimeServer.USER, server.port(), server.hostKeyLine()));
    }
}
