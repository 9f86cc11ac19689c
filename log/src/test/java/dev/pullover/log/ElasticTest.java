package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The JSON lines, the schema, the index template and the dashboard speak of the same fields. */
class ElasticTest {
    private static final Path DOCS = Path.of("../docs/monitoring/elastic");
    private static final Set<String> SAME_AS_DATE = Set.of("date", "date_nanos");

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void everyFieldIsInTheSchemaWithItsType() throws IOException {
        Map<String, String> schema = schema();
        for (JsonNode line : lines()) {
            line.properties().forEach(field -> {
                String name = field.getKey();
                String type = schema.getOrDefault(
                        name, name.startsWith("labels.") && schema.containsKey("labels") ? "keyword" : "");
                switch (type) {
                    case "keyword", "match_only_text" ->
                        assertTrue(field.getValue().isTextual(), name);
                    case "long" -> assertTrue(field.getValue().isIntegralNumber(), name);
                    case "date" -> assertNotNull(Instant.parse(field.getValue().asText()), name);
                    default -> throw new AssertionError(name + " is not in ECS 8.17");
                }
            });
            for (String required : List.of("@timestamp", "log.level", "message", "ecs.version")) {
                assertTrue(line.has(required), required);
            }
            assertEquals(EcsFormat.ECS_VERSION, line.get("ecs.version").asText());
        }
    }

    @Test
    void theIndexTemplateMapsEveryFieldAsTheSchemaSays() throws IOException {
        Map<String, String> mapped = template();
        Map<String, String> schema = schema();
        for (JsonNode line : lines()) {
            line.properties().forEach(field -> assertTrue(mapped.containsKey(field.getKey()), field::getKey));
        }
        mapped.forEach((field, type) -> {
            String expected = field.startsWith("labels.") ? "keyword" : schema.get(field);
            assertTrue(
                    type.equals(expected) || (SAME_AS_DATE.contains(type) && "date".equals(expected)),
                    field + ": " + type);
        });
    }

    @Test
    void theDashboardIsWholeAndAsksOnlyForFieldsThatAreThere() throws IOException {
        Map<String, String> mapped = template();
        Set<String> objects = new HashSet<>();
        for (String text : Files.readAllLines(DOCS.resolve("dashboard.ndjson"))) {
            JsonNode object = mapper.readTree(text);
            object.get("references")
                    .forEach(reference -> assertTrue(
                            objects.contains(reference.get("type").asText() + " "
                                    + reference.get("id").asText()),
                            reference::toString));
            assertTrue(objects.add(
                    object.get("type").asText() + " " + object.get("id").asText()));
            JsonNode attributes = object.get("attributes");
            if (attributes.has("visState")) {
                mapper.readTree(attributes.get("visState").asText())
                        .findValues("field")
                        .forEach(field -> assertTrue(mapped.containsKey(field.asText()), field::asText));
            }
            attributes.path("columns").forEach(field -> assertTrue(mapped.containsKey(field.asText()), field::asText));
        }
        assertTrue(objects.contains("dashboard pullover-dashboard"));
    }

    /** A line with nothing but what is needed, and one with everything there is. */
    private List<JsonNode> lines() throws IOException {
        LogLine plain = LogLine.of(1_795_266_202_417_123_456L, ModuleName.STAT, LogLevel.INFO, 1, "plain");
        LogLine full = LogLine.of(1, ModuleName.COPYLIST, LogLevel.ERROR, 4_000_000_000L, "\"x\n".repeat(100))
                .about(3001, "production", "a/\u00fc.csv");
        String text = new String(new EcsFormat().format(List.of(plain, full)), StandardCharsets.UTF_8);
        String[] lines = text.split("\n");
        assertEquals(2, lines.length);
        return List.of(mapper.readTree(lines[0]), mapper.readTree(lines[1]));
    }

    private Map<String, String> template() throws IOException {
        Map<String, String> mapped = new TreeMap<>();
        JsonNode root = mapper.readTree(DOCS.resolve("index-template.json").toFile());
        collect("", root.get("template").get("mappings").get("properties"), mapped);
        return mapped;
    }

    private static void collect(String prefix, JsonNode properties, Map<String, String> mapped) {
        properties.properties().forEach(property -> {
            String name = prefix + property.getKey();
            if (property.getValue().has("properties")) {
                collect(name + ".", property.getValue().get("properties"), mapped);
            } else {
                mapped.put(name, property.getValue().get("type").asText());
            }
        });
    }

    private static Map<String, String> schema() throws IOException {
        Map<String, String> schema = new HashMap<>();
        try (InputStream in = ElasticTest.class.getResourceAsStream("ecs-8.17-fields.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(columns -> schema.put(columns[0], columns[1]));
        }
        return schema;
    }
}
