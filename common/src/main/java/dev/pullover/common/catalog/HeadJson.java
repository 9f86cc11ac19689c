package dev.pullover.common.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON of {@link CatalogHead}. By tokens: reading HEAD is what a pass without news consists of. */
final class HeadJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final Set<String> KEYS =
            Set.of("format", "epoch", "parent", "seq", "segment", "length", "chain", "published-at");
    private static final Set<String> PARENT_KEYS = Set.of("epoch", "seq", "chain");

    private HeadJson() {}

    static byte[] write(CatalogHead head) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("format", CatalogHead.FORMAT);
            json.writeStringField("epoch", head.epoch().toString());
            CatalogHead.Parent parent = head.parent();
            if (parent != null) {
                json.writeObjectFieldStart("parent");
                json.writeStringField("epoch", parent.epoch().toString());
                json.writeNumberField("seq", parent.seq());
                json.writeStringField("chain", parent.chain().toString());
                json.writeEndObject();
            }
            json.writeNumberField("seq", head.seq());
            json.writeNumberField("segment", head.segment());
            json.writeNumberField("length", head.length());
            json.writeStringField("chain", head.chain().toString());
            json.writeStringField("published-at", head.publishedAt().toString());
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toByteArray();
    }

    static CatalogHead read(byte[] bytes) throws CatalogFormatException {
        if (bytes.length > CatalogHead.MAX_BYTES) {
            throw new CatalogFormatException("HEAD of " + bytes.length + " bytes, at most " + CatalogHead.MAX_BYTES);
        }
        try {
            return head(tokens(bytes));
        } catch (IllegalArgumentException e) {
            throw new CatalogFormatException("HEAD: " + e.getMessage());
        }
    }

    private static Map<String, Object> tokens(byte[] bytes) throws CatalogFormatException {
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new CatalogFormatException("HEAD: not a JSON object");
            }
            Map<String, Object> values = object(json, KEYS, true);
            if (json.nextToken() != null) {
                throw new CatalogFormatException("HEAD: more follows after the JSON object");
            }
            return values;
        } catch (CatalogFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new CatalogFormatException("HEAD: not valid JSON, or not all of it: " + firstLine(e));
        }
    }

    private static Map<String, Object> object(JsonParser json, Set<String> keys, boolean mayNest) throws IOException {
        Map<String, Object> values = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            if (!keys.contains(key)) {
                throw new CatalogFormatException("HEAD: unknown key '" + key + "' in format " + CatalogHead.FORMAT);
            }
            values.put(key, value(json, key, mayNest));
        }
        return values;
    }

    private static Object value(JsonParser json, String key, boolean mayNest) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return json.getLongValue();
        }
        if (token == JsonToken.START_OBJECT && mayNest) {
            return object(json, PARENT_KEYS, false);
        }
        throw new CatalogFormatException("HEAD: key " + key + " has a value of a wrong type");
    }

    private static CatalogHead head(Map<String, Object> values) {
        long format = get(values, "format", Long.class);
        if (format != CatalogHead.FORMAT) {
            throw new IllegalArgumentException(
                    "format: " + format + ", this version reads " + CatalogHead.FORMAT + " only");
        }
        return new CatalogHead(
                uuid(values),
                values.containsKey("parent") ? parent(values) : null,
                get(values, "seq", Long.class),
                get(values, "segment", Long.class),
                get(values, "length", Long.class),
                Sha256.parse(get(values, "chain", String.class)),
                instant(values));
    }

    private static CatalogHead.Parent parent(Map<String, Object> values) {
        Map<?, ?> parent = get(values, "parent", Map.class);
        return new CatalogHead.Parent(
                uuid(parent), get(parent, "seq", Long.class), Sha256.parse(get(parent, "chain", String.class)));
    }

    private static UUID uuid(Map<?, ?> values) {
        String text = get(values, "epoch", String.class);
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equals(text)) {
            throw new IllegalArgumentException("epoch: '" + text + "', must be a UUID of 36 lower-case characters");
        }
        return uuid;
    }

    private static Instant instant(Map<?, ?> values) {
        String text = get(values, "published-at", String.class);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("published-at: '" + text + "', must be like 2026-11-21T01:02:03Z", e);
        }
    }

    private static <T> T get(Map<?, ?> values, String key, Class<T> type) {
        @Nullable Object value = values.get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "key " + key + (value == null ? " is missing" : " has a value of a wrong type"));
        }
        return type.cast(value);
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
