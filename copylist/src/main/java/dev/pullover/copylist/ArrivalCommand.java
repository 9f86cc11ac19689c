package dev.pullover.copylist;

import dev.pullover.common.ScratchDirectory;
import dev.pullover.common.config.ArrivalConfig;
import dev.pullover.common.config.ArrivalNames;
import dev.pullover.common.path.FilePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command of the user's with names on its standard input. It gets the replica directory as its working directory
 * and in {@code PULLOVER_REPLICA}. Thread-safe.
 */
final class ArrivalCommand {
    private static final int MAX_OUTPUT_BYTES = 400;
    private final ArrivalConfig config;
    private final Path replica;
    /** In octal, as the script {@code pullover} leaves it; empty where something else started this process. */
    private final String umask = System.getenv().getOrDefault("PULLOVER_UMASK", "");

    ArrivalCommand(ArrivalConfig config, Path replica) {
        this.config = config;
        this.replica = replica;
    }

    /** Runs it, and says why it failed; empty if it did not. An interrupt kills it. */
    Optional<String> run(List<FilePath> names) throws InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.create()) {
            // A file, since nobody need read it while the command runs.
            return run(names, scratch.path().resolve("output"));
        } catch (IOException e) {
            return Optional.of("it cannot be run: " + e.getMessage());
        }
    }

    private Optional<String> run(List<FilePath> names, Path output) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", withUmask(config.command()))
                .directory(replica.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PULLOVER_REPLICA", replica.toString());
        Process process = builder.start();
        ExecutorService writer = Executors.newSingleThreadExecutor(Workers.factory("arrival-names-"));
        try {
            writer.execute(() -> write(names, process.getOutputStream()));
            if (!process.waitFor(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of("killed after " + config.timeout().toSeconds() + " s" + said(output));
            }
            int status = process.exitValue();
            return status == 0 ? Optional.empty() : Optional.of("status " + status + said(output));
        } finally {
            writer.shutdownNow();
            kill(process);
        }
    }

    /** With the umask that Pullover was started with: its own is for the state directory. */
    private String withUmask(String command) {
        return umask.matches("[0-7]{1,4}") ? "umask " + umask + "\n" + command : command;
    }

    private void write(List<FilePath> names, OutputStream stdin) {
        boolean raw = config.names() == ArrivalNames.NUL;
        try (OutputStream out = new BufferedOutputStream(stdin)) {
            for (FilePath name : names) {
                out.write(raw ? name.bytes() : name.toString().getBytes(StandardCharsets.US_ASCII));
                out.write(raw ? 0 : '\n');
            }
        } catch (IOException e) {
            // A command need not read its input; whether it did its work its status tells.
            return;
        }
    }

    /** With what it has started. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The end of what it printed. */
    private static String said(Path output) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(MAX_OUTPUT_BYTES, file.length())];
            file.seek(file.length() - end.length);
            file.readFully(end);
            String text = new String(end, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : ": " + text;
        }
    }
}
