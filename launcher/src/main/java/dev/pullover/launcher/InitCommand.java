package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code init}: a commented configuration to begin with. */
@Command(name = "init", description = "Write a commented configuration to begin with.")
final class InitCommand implements Callable<ExitCode> {
    static final String TEMPLATE = "pullover.toml";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "pullover.toml",
            description = "Where to write it (default: ${DEFAULT-VALUE}). A file that is there is left alone.")
    private Path output = Path.of(TEMPLATE);

    @Override
    public ExitCode call() throws IOException {
        try (InputStream template = InitCommand.class.getResourceAsStream(TEMPLATE)) {
            Files.copy(template, output);
        } catch (FileAlreadyExistsException e) {
            throw new PulloverException(
                    ExitCode.USAGE, output + " is there already: move it away, or name another file with --output", e);
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE, "cannot write " + output + ": " + e + "; name another file with --output", e);
        }
        System.out.println("wrote " + output + ": edit it, then try: pullover -c " + output + " doctor");
        return ExitCode.OK;
    }
}
