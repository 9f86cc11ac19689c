package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.path.PathBytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list of sources: one path or pattern a line, empty lines and those that begin with {@code #} left out.
 * A line that names a file which is there is that file, whatever characters it has: so the output of {@code find}
 * can be used as it is.
 */
final class ListFile {
    /** Most lines. */
    static final int MAX_LINES = 2_000_000;
    /** Longest line, in characters. */
    static final int MAX_LINE = 4096;

    /** What part of the heap a list may take, in percent. */
    private static final int HEAP_PERCENT = 80;

    private static final long MEGA = 1_000_000;
    private static final String WILDCARDS = "*?[{\\";

    private final String name;
    private final Path base;
    private final SourcePatterns patterns;
    private final long maxBytes;
    private long bytes;

    /**
     * A list of that name.
     *
     * @param name for messages
     * @param base absolute; relative lines are relative to it
     */
    ListFile(String name, Path base) {
        this(name, base, Runtime.getRuntime().maxMemory() / 100 * HEAP_PERCENT);
    }

    /** @param maxBytes memory that the lines may need, about */
    ListFile(String name, Path base, long maxBytes) {
        this.maxBytes = maxBytes;
        this.name = name;
        this.base = base;
        this.patterns = new SourcePatterns(base);
    }

    /**
     * Reads all lines.
     *
     * @throws PulloverException (usage) naming the line that cannot be used
     */
    List<Glob> read(InputStream in) throws IOException {
        List<Glob> globs = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        int number = 0;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                add(line, number, globs);
            }
        } catch (CharacterCodingException e) {
            throw usage(number + 1, "or one of those after it is not valid UTF-8; such names cannot be published", e);
        }
        return globs;
    }

    private void add(String line, int number, List<Glob> globs) throws IOException {
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        if (number > MAX_LINES) {
            throw usage(number, "at most " + MAX_LINES + " lines; use patterns, or whole directories", null);
        }
        if (line.length() > MAX_LINE || line.indexOf('\0') >= 0) {
            throw usage(number, "at most " + MAX_LINE + " characters, and no NUL", null);
        }
        int before = globs.size();
        try {
            patterns.addSource(namesAFile(line) ? escaped(line) : line, globs);
        } catch (PulloverException e) {
            throw usage(number, String.valueOf(e.getMessage()), e);
        }
        bytes += line.length();
        globs.subList(before, globs.size()).forEach(glob -> bytes += glob.memoryBytes());
        if (bytes > maxBytes) {
            throw usage(
                    number,
                    "the list up to here needs more than the " + maxBytes / MEGA
                            + " MB of memory that there are for it;"
                            + " use patterns or whole directories, or a larger heap: PULLOVER_JAVA_OPTIONS=-Xmx2g",
                    null);
        }
    }

    private boolean namesAFile(String line) throws IOException {
        if (line.chars().noneMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
            return false;
        }
        boolean absolute = line.startsWith("/");
        byte[] relative = line.substring(absolute ? 1 : 0).getBytes(StandardCharsets.UTF_8);
        try {
            return FileStat.ifExists(PathBytes.resolve(absolute ? base.getRoot() : base, relative))
                    .isPresent();
        } catch (IOException e) {
            // A pattern whose text is no possible name, or below what is no directory.
            return false;
        }
    }

    private static String escaped(String line) {
        StringBuilder out = new StringBuilder();
        for (char c : line.toCharArray()) {
            out.append(WILDCARDS.indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return out.toString();
    }

    private PulloverException usage(int line, String problem, Throwable cause) {
        return new PulloverException(ExitCode.USAGE, name + ":" + line + ": " + problem, cause);
    }
}
