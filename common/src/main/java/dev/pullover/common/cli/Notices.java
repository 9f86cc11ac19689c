package dev.pullover.common.cli;

import dev.pullover.common.ExitCode;
import dev.pullover.common.state.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people were told of a command that runs again and again: so that they hear of a trouble when it begins to need them,
 * and once a day while it lasts. Kept in a file, a line for each exit code: the code, since when, last seen, last said
 * ({@code -} if never). Two processes at a time do no harm: the last one's file stays.
 */
final class Notices {
    /** The same trouble is said again after this time. */
    static final Duration REPEAT = Duration.ofHours(24);
    /** Servers are restarted, lines are down for a moment: so long nobody is called. */
    static final Duration NO_SERVER_PATIENCE = Duration.ofMinutes(10);
    /** A large transfer may take its time; what runs longer may hang. */
    static final Duration OTHER_RUN_PATIENCE = Duration.ofHours(1);
    /** A trouble that comes back earlier is the same one. */
    static final Duration OVER = Duration.ofHours(1);

    private static final int FIELDS = 4;
    private static final String NEVER = "-";

    private final Path file;
    private final Clock clock;

    Notices(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Whether how a run ended is to be said now. Where the file cannot be used, it is: rather too often than never.
     *
     * @param errors whether it told of errors, which can be though it ended well
     * @param since since when this is so, if that is known
     */
    boolean isToBeSaid(ExitCode code, boolean errors, Optional<Instant> since) {
        Instant now = clock.instant();
        try {
            Map<Integer, Trouble> before = read();
            Map<Integer, Trouble> after = new TreeMap<>(before);
            if (code != ExitCode.ALREADY_RUNNING) {
                after.values().removeIf(trouble -> trouble.isOver(code, now));
            }
            boolean due = false;
            if (code != ExitCode.OK || errors) {
                Trouble trouble = after.getOrDefault(code.number(), new Trouble(code.number(), now, now, null));
                trouble = trouble.seen(since.orElse(trouble.since), now);
                due = trouble.isDue(patience(code), now);
                after.put(code.number(), due ? trouble.saidAt(now) : trouble);
            }
            if (!after.equals(before)) {
                write(after);
            }
            return due;
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            return code != ExitCode.OK || errors;
        }
    }

    private static Duration patience(ExitCode code) {
        return switch (code) {
            case NO_SERVER -> NO_SERVER_PATIENCE;
            case ALREADY_RUNNING -> OTHER_RUN_PATIENCE;
            default -> Duration.ZERO;
        };
    }

    private Map<Integer, Trouble> read() throws IOException {
        Map<Integer, Trouble> troubles = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Trouble trouble = Trouble.parse(line);
                troubles.put(trouble.code, trouble);
            }
        }
        return troubles;
    }

    private void write(Map<Integer, Trouble> troubles) throws IOException {
        if (troubles.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        String text = troubles.values().stream().map(Trouble::line).collect(Collectors.joining());
        AtomicFiles.replace(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private record Trouble(
            int code, Instant since, Instant last, @Nullable Instant said) {
        static Trouble parse(String line) {
            String[] fields = line.split(" ", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("not a line of notices: " + line);
            }
            return new Trouble(
                    Integer.parseInt(fields[0]),
                    Instant.parse(fields[1]),
                    Instant.parse(fields[2]),
                    fields[3].equals(NEVER) ? null : Instant.parse(fields[3]));
        }

        String line() {
            return code + " " + since + " " + last + " " + (said == null ? NEVER : said) + "\n";
        }

        Trouble seen(Instant from, Instant now) {
            return new Trouble(code, from, now, said);
        }

        Trouble saidAt(Instant now) {
            return new Trouble(code, since, last, now);
        }

        boolean isDue(Duration patience, Instant now) {
            return said == null ? !now.isBefore(since.plus(patience)) : !now.isBefore(said.plus(REPEAT));
        }

        /** After a run that ended otherwise: what nobody was told of is over at once. */
        boolean isOver(ExitCode ended, Instant now) {
            return code != ended.number() && (said == null || !now.isBefore(last.plus(OVER)));
        }
    }
}
