package dev.pullover.packaging;

import java.util.Iterator;
import java.util.List;

/** {@code pullover.toml(5)}, from {@code docs/configuration.md}, whose tables a test keeps like the table of keys. */
final class ConfigurationManualPage {
    private static final int COLUMNS = 4;

    private final Roff page;
    private final StringBuilder paragraph = new StringBuilder();

    private ConfigurationManualPage(String date, String version) {
        page = new Roff("pullover.toml", 5, date, version);
        page.section("NAME").paragraph("pullover.toml - the configuration of pullover(1)");
        page.section("DESCRIPTION");
    }

    static String of(String markdown, String date, String version) {
        ConfigurationManualPage manual = new ConfigurationManualPage(date, version);
        manual.read(markdown.lines().toList().iterator());
        manual.page.section("SEE ALSO").paragraph("pullover(1), https://toml.io");
        return manual.page.toString();
    }

    private void read(Iterator<String> lines) {
        while (lines.hasNext()) {
            line(lines.next(), lines);
        }
        endParagraph();
    }

    private void line(String line, Iterator<String> rest) {
        if (line.startsWith("```")) {
            endParagraph();
            page.verbatim(until("```", rest));
        } else if (line.startsWith("<!--")) {
            if (!line.endsWith("-->")) {
                until("-->", rest);
            }
        } else if (line.startsWith("#")) {
            endParagraph();
            heading(line);
        } else if (line.startsWith("| `")) {
            row(line);
        } else if (line.isBlank() || line.startsWith("- ") || line.matches("[0-9]\\. .*")) {
            endParagraph();
            paragraph.append(line);
        } else if (!line.startsWith("|")) {
            paragraph.append(' ').append(line.strip());
        }
    }

    private void heading(String line) {
        String title = line.replaceAll("^#+ ", "").replace("`", "");
        if (line.startsWith("### ")) {
            page.subsection(title);
        } else if (line.startsWith("## ")) {
            page.section(title.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** {@code | key | must be | default | what |}. */
    private void row(String line) {
        List<String> cells = List.of(line.substring(1, line.length() - 1).split(" \\| "));
        if (cells.size() != COLUMNS) {
            throw new IllegalArgumentException("not a row of " + COLUMNS + " cells: " + line);
        }
        page.item(
                cells.get(0).strip().replace("`", ""),
                cells.get(3).strip() + ". Must be: " + cells.get(1).strip() + ". Default: "
                        + cells.get(2).strip() + ".");
    }

    private void endParagraph() {
        if (!paragraph.toString().isBlank()) {
            page.paragraph(paragraph.toString());
        }
        paragraph.setLength(0);
    }

    private static String until(String end, Iterator<String> lines) {
        StringBuilder text = new StringBuilder();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.endsWith(end)) {
                break;
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
