package dev.pullover.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.state.Json;
import dev.pullover.simulator.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** What is in the log files and those that were put aside: how often each text. */
final class LogFiles {
    static final String FOLDER = "/state";
    static final String TEXT = "pullover.log";
    static final String JSON = "pullover.jsonl";

    private static final Pattern LINE =
            Pattern.compile("\\S+ (?:INFO|WARN) +\\S+ +\\d+ (.*?)(?: \\[PLV-[A-Z]+-\\d+\\])?");
    private static final Pattern LOST = Pattern.compile("(\\d+) log messages? (?:was|were) lost before this line.*");

    private final ObjectMapper mapper = Json.mapper();
    private final Map<String, Integer> texts = new HashMap<>();
    private final Map<String, Integer> messages = new HashMap<>();
    private final List<String> strange = new ArrayList<>();

    private LogFiles() {}

    /** Reads those of a disk. */
    static LogFiles read(Disk disk) {
        LogFiles files = new LogFiles();
        Map<String, byte[]> all = disk.files(FOLDER);
        all.forEach((name, content) -> {
            // As long as the file is there that was put aside, its compressed form may be half done.
            boolean whole = !name.endsWith(".0.gz") || !all.containsKey(name.substring(0, name.length() - 3));
            if (whole && name.startsWith(TEXT)) {
                lines(name, content).forEach(files::addText);
            } else if (whole && name.startsWith(JSON)) {
                lines(name, content).forEach(files::addJson);
            }
        });
        return files;
    }

    /** How often each is in the text files. */
    Map<String, Integer> texts() {
        return texts;
    }

    /** How often each is in the JSON files. */
    Map<String, Integer> messages() {
        return messages;
    }

    /** Lines that nobody can read. */
    List<String> strange() {
        return strange;
    }

    /** How many lost messages a line tells of. */
    static long lost(String text) {
        Matcher matcher = LOST.matcher(text);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private void addText(String line) {
        Matcher matcher = LINE.matcher(line);
        if (matcher.matches()) {
            texts.merge(matcher.group(1), 1, Integer::sum);
        } else {
            strange.add(line);
        }
    }

    private void addJson(String line) {
        try {
            JsonNode node = mapper.readTree(line);
            messages.merge(node.path("message").asText(), 1, Integer::sum);
        } catch (JsonProcessingException e) {
            strange.add(line);
        }
    }

    private static List<String> lines(String name, byte[] content) {
        try (InputStream in = new ByteArrayInputStream(content);
                InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            // A power cut has taken its end.
            return List.of();
        }
    }
}
