package dev.pullover.log;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.pullover.common.logging.MessageCatalogue;
import dev.pullover.common.message.LogLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Lines for machines: one JSON object a line, with the fields of the Elastic Common Schema that every logger of theirs
 * writes (source: the "ecs-logging" specification), times in UTC to the nanosecond. One thread.
 */
final class EcsFormat {
    static final String ECS_VERSION = "8.17.0";
    private static final String SERVICE = "pullover";
    private static final String DATASET = "pullover.log";

    private final JsonFactory factory = JsonFactory.builder().build().setRootValueSeparator(null);
    private final TimeFormat time = new TimeFormat(ZoneOffset.UTC, "X", 9);
    private final StringBuilder timeText = new StringBuilder();

    byte[] format(List<LogLine> lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = factory.createGenerator(out, JsonEncoding.UTF8)) {
            for (LogLine line : lines) {
                write(line, json);
                json.writeRaw('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private void write(LogLine line, JsonGenerator json) throws IOException {
        timeText.setLength(0);
        time.append(line.timeNs(), timeText);
        json.writeStartObject();
        json.writeStringField("@timestamp", timeText.toString());
        json.writeStringField("log.level", line.level().name());
        json.writeStringField("message", line.text());
        json.writeStringField("ecs.version", ECS_VERSION);
        json.writeStringField("service.name", SERVICE);
        json.writeStringField("event.dataset", DATASET);
        json.writeStringField("event.module", line.module().word());
        json.writeNumberField("process.pid", line.pid());
        writeIfAny("event.code", MessageCatalogue.id(line.code()), json);
        writeIfAny("labels.server", line.server(), json);
        writeIfAny("file.path", line.file(), json);
        writeIfAny("labels.cut", line.cut() ? "true" : "", json);
        json.writeEndObject();
    }

    private static void writeIfAny(String field, String value, JsonGenerator json) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(field, value);
        }
    }
}
