package dev.pullover.common.logging;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The messages that operators may look up, with ids that stay: the table {@code messages.tsv}. A message is known by the text
 * with which it is logged, so that the calls need not repeat an id; a test compares the table with the calls in all sources.
 * Immutable.
 */
public final class MessageCatalogue {
    private static final String TABLE = "messages.tsv";
    private static final String NONE = "-";
    private static final int COLUMNS = 6;
    /** The number in a record is that of the family, this often, and that of the message in it. */
    private static final int FAMILY_SIZE = 1000;
    /** By the number of the family; the numbers of modules are those of {@link dev.pullover.common.ModuleName}. */
    private static final List<String> FAMILIES =
            List.of("", "TEST", "SYNC", "COPY", "STAT", "LOG", "PUB", "RUN", "CLI", "COMMON");

    private final List<Entry> entries;
    private final Map<String, Entry> byKey = new HashMap<>();

    private MessageCatalogue(List<Entry> entries) {
        this.entries = List.copyOf(entries);
        entries.forEach(entry -> byKey.put(entry.key(), entry));
    }

    /** Reads the table of this version. */
    public static MessageCatalogue load() {
        List<Entry> entries = new ArrayList<>();
        try (InputStream in = MessageCatalogue.class.getResourceAsStream(TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isEmpty() && line.charAt(0) != '#') {
                    entries.add(entry(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the class path holds no readable " + TABLE, e);
        }
        return new MessageCatalogue(entries);
    }

    /** All messages, in the order of the table. */
    public List<Entry> entries() {
        return entries;
    }

    /** The entry of a message that {@code logger} logs with {@code format}. */
    Optional<Entry> find(String logger, String format) {
        return Optional.ofNullable(byKey.get(key(simpleName(logger), format)));
    }

    /** What identifies a message: its text; where that has no words of its own, the class as well. */
    public static String key(String simpleClassName, String format) {
        boolean hasWords = format.codePoints().anyMatch(Character::isLetter);
        return hasWords ? format : simpleClassName + " " + format;
    }

    /** The id as people and {@code event.code} have it, such as {@code PLV-COPY-012}; empty for 0. */
    public static String id(int code) {
        if (code == 0) {
            return "";
        }
        int family = code / FAMILY_SIZE;
        String word = family < FAMILIES.size() ? FAMILIES.get(family) : Integer.toString(family);
        return String.format(Locale.ROOT, "PLV-%s-%03d", word, code % FAMILY_SIZE);
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static Entry entry(String line) {
        String[] columns = line.split("\t", COLUMNS);
        if (columns.length < COLUMNS) {
            throw new IllegalStateException(TABLE + ": a line has " + columns.length + " columns: " + line);
        }
        return new Entry(code(columns[0]), columns[1], index(columns[2]), index(columns[3]), columns[4], columns[5]);
    }

    private static int code(String id) {
        String[] parts = id.split("-", 3);
        int family = FAMILIES.indexOf(parts[1]);
        if (family < 1) {
            throw new IllegalStateException(TABLE + ": unknown family in " + id);
        }
        return family * FAMILY_SIZE + Integer.parseInt(parts[2]);
    }

    private static int index(String column) {
        return column.equals(NONE) ? -1 : Integer.parseInt(column);
    }

    /**
     * A message.
     *
     * @param code its number in records
     * @param level with which it is logged
     * @param serverArgument which of its arguments names a server, from 0, or -1
     * @param fileArgument which names a file, or -1
     * @param key see {@link MessageCatalogue#key}
     * @param meaning what it means, and what happens or is to be done, for operators
     */
    public record Entry(int code, String level, int serverArgument, int fileArgument, String key, String meaning) {}
}
