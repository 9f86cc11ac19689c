package dev.pullover.common.config;

/** Writes the part of {@code docs/configuration.md} that comes from the table of keys. */
final class ConfigurationPage {
    private ConfigurationPage() {}

    static String keys() {
        StringBuilder page = new StringBuilder();
        for (Section section : Section.values()) {
            page.append("\n### `").append(section.header()).append("`\n\n");
            page.append(section.help()).append("\n\n");
            page.append("| key | must be | default | what |\n|---|---|---|---|\n");
            for (Key<?> key : Keys.of(section)) {
                page.append(row(key));
            }
        }
        return page.toString();
    }

    private static String row(Key<?> key) {
        String row = "| `" + key.name() + "` | " + key.type().allowed() + " | " + absent(key.presence()) + " | "
                + key.help() + " |\n";
        if (row.chars().filter(c -> c == '|').count() != 5) {
            throw new IllegalStateException("a | would break the table: " + row);
        }
        return row;
    }

    private static String absent(Presence presence) {
        if (presence instanceof Presence.Default given) {
            return "`" + Literal.of(given.value()) + "`";
        }
        return presence instanceof Presence.Unset unset ? unset.meaning() : "required";
    }
}
