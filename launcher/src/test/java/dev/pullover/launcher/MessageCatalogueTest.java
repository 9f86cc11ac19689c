package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.logging.MessageCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The catalogue of messages has every call of the log in all sources, and the page for operators has the catalogue. To write
 * the page anew, see there.
 */
class MessageCatalogueTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/operations.md");
    private static final String MARK = "<!-- From here to the next heading: written by MessageCatalogueTest";
    /** A call, and the text literals that follow: what is logged by a method of its own is named after that. */
    private static final Pattern CALL = Pattern.compile(
            "(?:\\blog\\s*\\.\\s*(error|warn|info)|\\blog\\s*\\.\\s*atLevel\\(.*?\\)\\s*\\.log|\\b(warn)Once)"
                    + "\\(\\s*(\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*)?",
            Pattern.DOTALL);
    /** Calls in these classes have no text of their own to be found here. */
    private static final Set<String> INDIRECT = Set.of("Accounts");
    /** Written without a call: by the log module into its own file. */
    private static final String LOST = "BatchReader lost";

    private final MessageCatalogue catalogue = MessageCatalogue.load();

    @Test
    void everyMessageInTheSourcesIsInTheTableWithItsLevel() throws IOException {
        Map<String, MessageCatalogue.Entry> table = new LinkedHashMap<>();
        catalogue.entries().forEach(entry -> table.put(entry.key(), entry));
        Set<String> wrong = new TreeSet<>();
        for (Call call : calls()) {
            MessageCatalogue.Entry entry = table.get(call.key());
            if (entry == null) {
                wrong.add("not in messages.tsv: " + call);
            } else if (!entry.level().equals("*") && !entry.level().equals(call.level())) {
                wrong.add("level " + entry.level() + " in messages.tsv: " + call);
            }
        }
        assertEquals(Set.of(), wrong, () -> String.join("\n", wrong));
    }

    @Test
    void everyLineOfTheTableIsAMessageInTheSources() throws IOException {
        Set<String> keys = new HashSet<>(Set.of(LOST));
        calls().forEach(call -> keys.add(call.key()));
        List<String> unused = catalogue.entries().stream()
                .map(MessageCatalogue.Entry::key)
                .filter(key -> !keys.contains(key))
                .toList();
        assertEquals(List.of(), unused);
    }

    @Test
    void idsAreUnique() {
        List<Integer> codes =
                catalogue.entries().stream().map(MessageCatalogue.Entry::code).toList();
        assertEquals(codes.size(), new HashSet<>(codes).size());
        assertTrue(codes.stream().allMatch(code -> code > 0 && code < 1 << 16));
    }

    @Test
    void thePageForOperatorsHasTheTable() throws IOException {
        String page = Files.readString(PAGE);
        int mark = page.indexOf(MARK);
        int start = page.indexOf("\n\n", mark) + 2;
        int end = page.indexOf("\n## ", start) < 0 ? page.length() : page.indexOf("\n## ", start) + 1;
        assertTrue(mark > 0 && start > mark, PAGE + " has the mark");
        if (Boolean.getBoolean("pullover.docs.update")) {
            Files.writeString(PAGE, page.substring(0, start) + table() + page.substring(end));
            return;
        }
        assertEquals(table(), page.substring(start, end), "see the mark in " + PAGE + " for how to write it anew");
    }

    private String table() {
        StringBuilder out =
                new StringBuilder("| id | level | message | meaning, and what to do |\n|---|---|---|---|\n");
        for (MessageCatalogue.Entry entry : catalogue.entries()) {
            String level = entry.level().equals("*") ? "by case" : entry.level();
            String text =
                    entry.key().replaceFirst("^[A-Z]\\w+ (?=[^\\p{L}]*$)", "").replace("{}", "…");
            String message = text.equals(LOST) ? "… log messages were lost before this line: …" : text;
            out.append("| ")
                    .append(MessageCatalogue.id(entry.code()))
                    .append(" | ")
                    .append(level)
                    .append(" | ")
                    .append(message.replace("|", "\\|"))
                    .append(" | ")
                    .append(entry.meaning())
                    .append(" |\n");
        }
        return out.append('\n').toString();
    }

    private static List<Call> calls() throws IOException {
        List<Call> calls = new ArrayList<>();
        for (Path file : sources()) {
            String name = file.getFileName().toString().replace(".java", "");
            Matcher matcher = CALL.matcher(Files.readString(file));
            while (matcher.find()) {
                if (matcher.group(3) == null) {
                    assertTrue(INDIRECT.contains(name), file + ": log with a literal text: " + matcher.group());
                    continue;
                }
                String level = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
                calls.add(new Call(
                        name, level == null ? "*" : level.toUpperCase(Locale.ROOT), literal(matcher.group(3))));
            }
        }
        assertTrue(calls.size() > 50, "found " + calls.size() + " calls below " + ROOT.toAbsolutePath());
        return calls;
    }

    private static String literal(String source) {
        return source.replaceAll("\"\\s*\\+\\s*\"", "")
                .replaceAll("^\"|\"$", "")
                .replace("\\\"", "\"");
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> folders = Files.list(ROOT)) {
            for (Path folder : folders.sorted().toList()) {
                Path main = folder.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .sorted()
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private record Call(String className, String level, String format) {
        String key() {
            return MessageCatalogue.key(className, format);
        }

        @Override
        public String toString() {
            return level + " \"" + format + "\" in " + className;
        }
    }
}
