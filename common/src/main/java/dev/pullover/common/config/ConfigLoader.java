package dev.pullover.common.config;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds and reads the configuration. All failures are {@link PulloverException}s with {@link
 * ExitCode#USAGE}. Stateless.
 */
public final class ConfigLoader {
    /** Environment variable that names the file. */
    public static final String VARIABLE = "PULLOVER_CONFIG";
    /** Name of the file where it is looked for. */
    public static final String FILE_NAME = "pullover.toml";

    private static final Path SYSTEM_FILE = Path.of("/etc/pullover", FILE_NAME);
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String ADVICE = "write one with: pullover init";

    private ConfigLoader() {}

    /**
     * Which file to read: {@code option}, else {@code $PULLOVER_CONFIG}, else {@code pullover.toml} in
     * {@code workingDirectory}, else {@code /etc/pullover/pullover.toml}. Relative paths are relative
     * to {@code workingDirectory}. An option or a variable that names no file is an error; the next
     * place is not tried then.
     */
    public static Path find(Optional<Path> option, Map<String, String> environment, Path workingDirectory) {
        return find(option, environment, workingDirectory, SYSTEM_FILE);
    }

    static Path find(Optional<Path> option, Map<String, String> environment, Path workingDirectory, Path systemFile) {
        if (option.isPresent()) {
            return existing(workingDirectory.resolve(option.get()), "-c");
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (!variable.isEmpty()) {
            return existing(workingDirectory.resolve(variable), "$" + VARIABLE);
        }
        Path here = workingDirectory.resolve(FILE_NAME);
        if (Files.exists(here)) {
            return here;
        }
        if (Files.exists(systemFile)) {
            return systemFile;
        }
        throw usage("no configuration: neither " + here + " nor " + systemFile + " exists; " + ADVICE
                + ", or name one with -c FILE or $" + VARIABLE);
    }

    /**
     * Reads and checks the file. Paths in it are relative to its directory. All errors of the file are
     * in the one exception, a line for each, with line number, key, value and what is allowed.
     */
    public static Config load(Path file) {
        return parse(text(file), file);
    }

    /**
     * {@code [replica] state} of a file that may be wrong in other places, so that what runs can be stopped all the same.
     *
     * @return absolute; empty if the file cannot be read, or that key cannot be made out
     */
    public static Optional<Path> findState(Path file) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Document document = new DocumentReader(new Problems()).read(text(file));
            return document.find(Section.REPLICA)
                    .filter(replica -> replica.isFound(Keys.STATE))
                    .flatMap(replica -> replica.find(Keys.STATE))
                    .map(state -> directory.resolve(state).normalize());
        } catch (PulloverException e) {
            return Optional.empty();
        }
    }

    static Config parse(String text, Path file) {
        Problems problems = new Problems();
        Path absolute = file.toAbsolutePath();
        Path directory = absolute.getParent();
        if (directory == null) {
            throw usage(file + ": is not a file");
        }
        Document document = new DocumentReader(problems).read(text);
        new CrossChecks(directory, problems).check(document);
        if (!problems.isEmpty()) {
            throw problems.toException(file);
        }
        return new ConfigMapper(absolute, directory, document).map();
    }

    private static Path existing(Path file, String namedBy) {
        if (!Files.exists(file)) {
            throw usage(namedBy + " " + file + ": no such file; " + ADVICE);
        }
        return file;
    }

    private static String text(Path file) {
        String text = decoded(file, bytes(file));
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    private static byte[] bytes(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw usage(file + ": no such file; " + ADVICE);
        } catch (AccessDeniedException e) {
            throw usage(file + ": user " + System.getProperty("user.name")
                    + " may not read it; run as its owner, or change its permissions");
        } catch (IOException e) {
            throw usage(file + ": cannot be read: " + e.getMessage());
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw usage(file + ": is no configuration, being larger than " + MAX_FILE_BYTES + " bytes");
        }
        return bytes;
    }

    private static String decoded(Path file, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        boolean invalid = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true)
                .isError();
        String text = out.flip().toString();
        if (invalid) {
            long line = 1 + text.chars().filter(c -> c == '\n').count();
            throw usage(file + ":" + line + ": is not UTF-8 text");
        }
        return text;
    }

    private static PulloverException usage(String message) {
        return new PulloverException(ExitCode.USAGE, message);
    }
}
