package dev.pullover.common.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Reads each value of a file by the table {@link Keys}, and collects what is wrong. For one file. */
final class DocumentReader {
    /** Sections, lists, and some room for mistakes that deserve a better message than this. */
    private static final int MAX_NESTING = 16;

    private final Problems problems;
    private final Map<Section, Values> sections = new EnumMap<>(Section.class);
    private final List<Values> servers = new ArrayList<>();
    private SyntaxErrors syntax = SyntaxErrors.NONE;

    DocumentReader(Problems problems) {
        this.problems = problems;
    }

    Document read(String text) {
        TomlParseResult toml = Toml.parse(text, TomlParseOptions.sourceless().withMaxNestingDepth(MAX_NESTING));
        syntax = SyntaxErrors.report(toml.errors(), text, problems);
        for (Map.Entry<String, Object> entry : toml.entrySet()) {
            readTopLevel(entry.getKey(), entry.getValue(), line(toml, entry.getKey()));
        }
        for (Section section : Section.values()) {
            if (!sections.containsKey(section) && hasOnlyDefaults(section)) {
                sections.put(section, new Values(1).fillInDefaults(section));
            }
        }
        return new Document(sections, servers);
    }

    private void readTopLevel(String name, Object value, int line) {
        Optional<Section> section = Section.named(name);
        if (section.isEmpty()) {
            if (syntax.sectionsAreSure()) {
                problems.add(line, Unknown.atTopLevel(name, value));
            }
        } else if (section.get().repeated() && value instanceof TomlArray array) {
            readServers(array);
        } else if (!section.get().repeated() && value instanceof TomlTable table) {
            sections.put(section.get(), readSection(section.get(), table, line));
        } else {
            problems.add(
                    line,
                    name + ": its section is written " + section.get().header()
                            + (section.get().repeated() ? ", once for each server" : ", and only once"));
        }
    }

    private void readServers(TomlArray array) {
        if (array.size() > Document.MAX_SERVERS) {
            problems.add(
                    array.inputPositionOf(Document.MAX_SERVERS).line(),
                    Section.SERVERS.header() + ": " + array.size() + " servers, at most " + Document.MAX_SERVERS
                            + " are allowed");
        }
        for (int i = 0; i < Math.min(Document.MAX_SERVERS, array.size()); i++) {
            int line = array.inputPositionOf(i).line();
            if (array.get(i) instanceof TomlTable table) {
                servers.add(readSection(Section.SERVERS, table, line));
            } else {
                problems.add(line, "servers: each must be a section " + Section.SERVERS.header());
            }
        }
    }

    private Values readSection(Section section, TomlTable table, int line) {
        Values values = new Values(line);
        for (Map.Entry<String, Object> entry : table.entrySet()) {
            Optional<Key<?>> key = Keys.find(section, entry.getKey());
            int keyLine = line(table, entry.getKey());
            if (key.isPresent()) {
                values.found(key.get(), keyLine);
                readValue(values, key.get(), entry.getValue());
            } else if (syntax.sectionsAreSure()) {
                problems.add(keyLine, Unknown.inSection(section, entry.getKey(), entry.getValue()));
            }
        }
        if (syntax.isEmpty()) {
            reportMissing(section, values, line);
        }
        return values.fillInDefaults(section);
    }

    private <T> void readValue(Values values, Key<T> key, Object toml) {
        try {
            values.put(key, key.type().read(toml));
        } catch (InvalidValueException e) {
            if (!reportElements(key, toml)) {
                problems.add(values.line(key), label(key) + " = " + Literal.of(toml) + ": " + e.getMessage());
            }
        }
    }

    /** Reports each bad element of a list at its own line; false if there is none. */
    private boolean reportElements(Key<?> key, Object toml) {
        boolean reported = false;
        if (key.type() instanceof ListType<?> list && toml instanceof TomlArray array) {
            for (int i = 0; i < array.size(); i++) {
                try {
                    list.element().read(array.get(i));
                } catch (InvalidValueException e) {
                    problems.add(
                            array.inputPositionOf(i).line(),
                            label(key) + ": " + Literal.of(array.get(i)) + " " + e.getMessage());
                    reported = true;
                }
            }
        }
        return reported;
    }

    private void reportMissing(Section section, Values values, int sectionLine) {
        for (Key<?> key : Keys.of(section)) {
            if (!values.isFound(key) && key.presence() instanceof Presence.Required required) {
                problems.add(
                        sectionLine,
                        label(key) + ": missing; add for example " + key.name() + " = " + Literal.of(required.value()));
            }
        }
    }

    private static boolean hasOnlyDefaults(Section section) {
        for (Key<?> key : Keys.of(section)) {
            if (key.presence() instanceof Presence.Required) {
                return false;
            }
        }
        return true;
    }

    private static String label(Key<?> key) {
        return key.section().header() + " " + key.name();
    }

    private static int line(TomlTable table, String key) {
        return table.inputPositionOf(List.of(key)).line();
    }
}
