package dev.pullover.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.StreamSupport;

/** Debian's machine-readable copyright file, from the bill of materials (CycloneDX). */
final class Copyright {
    private static final String HEAD = """
            Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
            Upstream-Name: Pullover
            Comment: The libraries in /usr/share/pullover/lib are as their authors published them; their own licence and
             notice files are inside them, and unpacked in /usr/share/doc/pullover/licenses. The bill of materials is
             /usr/share/doc/pullover/bom.json.

            Files: *
            Copyright: 2026 The Pullover authors
            License: Apache-2.0
            """;

    private static final String TEXTS = """

            License: Apache-2.0
             The full text is in /usr/share/common-licenses/Apache-2.0.
            """;

    private Copyright() {}

    static String of(Path bom) throws IOException {
        StringBuilder text = new StringBuilder(HEAD);
        for (Part part : parts(bom)) {
            text.append("\nFiles: usr/share/pullover/lib/").append(part.jar()).append('\n');
            text.append("Copyright: ").append(part.publisher()).append('\n');
            text.append("License: ")
                    .append(part.licence().replace(' ', '-').replace("-or-", " or "))
                    .append('\n');
            text.append(" See /usr/share/doc/pullover/licenses.\n");
        }
        return text.append(TEXTS).toString();
    }

    /** For people: one line for each part. */
    static String table(Path bom) throws IOException {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        for (Part part : parts(bom)) {
            lines.add("%-52s %s".formatted(part.jar(), part.licence()));
        }
        return lines.toString();
    }

    /** A library inside the package. */
    private record Part(String jar, String publisher, String licence) {}

    /** @throws IllegalArgumentException if a part says nothing of its licence */
    private static List<Part> parts(Path bom) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (JsonNode component : new ObjectMapper().readTree(bom.toFile()).path("components")) {
            if (component.path("group").asText().equals("dev.pullover")) {
                continue;
            }
            String classifier =
                    component.path("purl").asText().replaceAll("^[^?]*\\??", "").replaceAll("&?type=jar", "");
            String jar = component.path("name").asText() + "-"
                    + component.path("version").asText() + classifier.replaceAll(".*classifier=([^&]*).*", "-$1")
                    + ".jar";
            parts.add(new Part(jar, publisher(component), licence(jar, component)));
        }
        parts.sort((a, b) -> a.jar.compareTo(b.jar));
        return parts;
    }

    private static String publisher(JsonNode component) {
        String publisher = component.path("publisher").asText();
        return (publisher.isEmpty()
                ? "the authors of " + component.path("group").asText()
                : publisher);
    }

    private static String licence(String jar, JsonNode component) {
        String licence = String.join(
                " or ",
                StreamSupport.stream(component.path("licenses").spliterator(), false)
                        .map(Copyright::name)
                        .toList());
        if (licence.isEmpty()) {
            throw new IllegalArgumentException(jar + ": its POM names no licence; it cannot be shipped like that");
        }
        return licence;
    }

    private static String name(JsonNode choice) {
        JsonNode licence = choice.path("license");
        return licence.path("id")
                .asText(licence.path("name").asText(choice.path("expression").asText()));
    }
}
