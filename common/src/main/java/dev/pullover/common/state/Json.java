package dev.pullover.common.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

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

    /** Same, indented for people. */
    public static ObjectMapper prettyMapper() {
        return mapper().copy().enable(SerializationFeature.INDENT_OUTPUT);
    }
}
