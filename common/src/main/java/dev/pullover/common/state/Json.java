package dev.pullover.common.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** How the suite writes and reads JSON: records, keys in kebab-case, unknown keys of newer versions left alone. */
public final class Json {
    private Json() {}

    /** A mapper with the suite's settings, on one line. Thread-safe. */
    public static ObjectMapper mapper() {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /**
     * What {@code json} says.
     *
     * @throws JacksonException if it is not that, or just {@code null}
     */
    public static <T> T read(ObjectMapper mapper, byte[] json, Class<T> type) throws JacksonException {
        T value;
        try {
            value = mapper.readValue(json, type);
        } catch (JacksonException e) {
            throw e;
        } catch (IOException e) {
            // Bytes of no known encoding.
            throw MismatchedInputException.from(null, type, e.getMessage());
        }
        if (value == null) {
            throw MismatchedInputException.from(null, type, "null instead of an object");
        }
        return value;
    }

    /** Same, indented for people. */
    public static ObjectMapper prettyMapper() {
        return mapper().copy().enable(SerializationFeature.INDENT_OUTPUT);
    }
}
