package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code init}: a commented configuration to begin with; with servers named, also a key pair and confirmed host keys. */
@Command(
        name = "init",
        description = {
            "Write a commented configuration to begin with.",
            "With --server, or asked for on a terminal: also make a key pair, print the line for the servers'"
                    + " authorized_keys, and fetch the servers' host keys, each to be confirmed by its fingerprint."
        })
final class InitCommand implements Callable<ExitCode> {
    static final String TEMPLATE = "pullover.toml";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "pullover.toml",
            description = "Where to write it (default: ${DEFAULT-VALUE}). A file that is there is left alone.")
    private Path output = Path.of(TEMPLATE);

    @Option(
            names = "--server",
            paramLabel = "NAME=URI",
            description = "A server, in order of preference, such as production=sftp://sync@prod.example/srv/outbox.")
    private Map<String, String> servers = new LinkedHashMap<>();

    @Option(
            names = "--replica",
            paramLabel = "DIR",
            defaultValue = "/srv/replica",
            description = "Where the files go (default: ${DEFAULT-VALUE}).")
    private Path replica = Path.of("/srv/replica");

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "/var/lib/pullover",
            description = "Queues, databases, locks and logs (default: ${DEFAULT-VALUE}).")
    private Path state = Path.of("/var/lib/pullover");

    @Option(
            names = "--trust",
            paramLabel = "FINGERPRINT",
            description = "A host key that you have compared on the server itself: SHA256:… Not asked for again. With a"
                    + " configuration that is there, only adds the host keys.")
    private List<String> trusted = new ArrayList<>();

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        @Nullable Console console = System.console();
        boolean onlyKeys = !trusted.isEmpty() && servers.isEmpty() && Files.exists(output);
        if (servers.isEmpty() && !onlyKeys && console != null) {
            ask(console);
        }
        if (servers.isEmpty() && !onlyKeys) {
            writeTemplate();
        } else {
            List<Setup.Server> named = new ArrayList<>();
            servers.forEach((name, uri) -> named.add(new Setup.Server(name, uri)));
            new Setup(output, replica, state, named, System.out)
                    .run(question -> console != null && agrees(console), Set.copyOf(trusted));
        }
        System.out.println("next: look it over, then pullover -c " + output + " doctor");
        return ExitCode.OK;
    }

    private void ask(Console console) {
        console.printf("Servers, in order of preference, as sftp://user@host/directory; an empty line ends.%n");
        for (String name : List.of("production", "backup")) {
            String uri = answer(console, name, "");
            if (!uri.isEmpty()) {
                servers.put(name, uri);
            }
        }
        if (!servers.isEmpty()) {
            replica = Path.of(answer(console, "directory of the replica", replica.toString()));
            state = Path.of(answer(console, "directory for state", state.toString()));
        }
    }

    private static String answer(Console console, String what, String usual) {
        String line = console.readLine("%s%s: ", what, usual.isEmpty() ? "" : " [" + usual + "]");
        return line == null || line.isBlank() ? usual : line.strip();
    }

    private static boolean agrees(Console console) {
        String line = console.readLine("Is that what the server's own administrator sees? Type yes to accept: ");
        return "yes".equals(line);
    }

    private void writeTemplate() {
        try {
            Files.writeString(output, template(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new PulloverException(ExitCode.USAGE, isThere(output), e);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE, "cannot write " + output + ": " + e + "; name another file with --output", e);
        }
        System.out.println("wrote " + output + ": edit it");
    }

    static String isThere(Path file) {
        return file + " is there already: move it away, or name another file with --output";
    }

    static String template() {
        try (InputStream template = InitCommand.class.getResourceAsStream(TEMPLATE)) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
