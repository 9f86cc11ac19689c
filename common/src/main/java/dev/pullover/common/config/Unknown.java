package dev.pullover.common.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Says of a name that is not in the table what it may have been meant to be. */
final class Unknown {
    private Unknown() {}

    static String inSection(Section section, String name, Object value) {
        String text = section.header() + " " + shown(name) + " = " + Literal.of(value) + ": unknown key";
        List<String> elsewhere = sectionsWith(name);
        if (!elsewhere.isEmpty()) {
            return text + " here; it belongs in " + String.join(" or ", elsewhere);
        }
        List<String> known = Keys.of(section).stream().map(Key::name).toList();
        Optional<String> nearest = Nearest.of(name, known);
        return text
                + nearest.map(near -> "; did you mean `" + near + "`?")
                        .orElseGet(() -> "; known here: " + String.join(", ", known));
    }

    /** Of something outside all sections we know: a section, or a key. */
    static String atTopLevel(String name, Object value) {
        boolean isSection = value instanceof TomlTable || (value instanceof TomlArray array && hasTables(array));
        if (isSection) {
            return unknownSection(name);
        }
        String text = shown(name) + " = " + Literal.of(value) + ": ";
        List<String> sections = sectionsWith(name);
        return sections.isEmpty()
                ? text + "unknown key, and outside any section"
                : text + "is outside any section; it belongs in " + String.join(" or ", sections);
    }

    private static String unknownSection(String name) {
        List<Section> all = List.of(Section.values());
        return Nearest.of(name, all.stream().map(Section::tomlName).toList())
                .flatMap(Section::named)
                .map(near -> "[" + shown(name) + "]: unknown section; did you mean " + near.header() + "?")
                .orElseGet(() -> "[" + shown(name) + "]: unknown section; known are "
                        + String.join(", ", all.stream().map(Section::header).toList()));
    }

    private static boolean hasTables(TomlArray array) {
        return !array.isEmpty() && array.get(0) instanceof TomlTable;
    }

    private static List<String> sectionsWith(String name) {
        List<String> headers = new ArrayList<>();
        for (Key<?> key : Keys.ALL) {
            if (key.name().equals(name)) {
                headers.add(key.section().header());
            }
        }
        return headers;
    }

    private static String shown(String name) {
        return Literal.ofSource(Toml.joinKeyPath(List.of(name)));
    }
}
