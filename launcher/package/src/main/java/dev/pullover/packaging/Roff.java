package dev.pullover.packaging;

import java.util.regex.Pattern;

/** A manual page being written, in the macros of man(7). */
final class Roff {
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    private final StringBuilder text = new StringBuilder();

    /** @param date as it appears at the foot */
    Roff(String name, int section, String date, String version) {
        text.append(".TH \"%s\" \"%d\" \"%s\" \"pullover %s\" \"Pullover\"\n"
                .formatted(escape(name.toUpperCase(java.util.Locale.ROOT)), section, date, escape(version)));
        // No hyphenation, left-aligned: options and paths are to be copied.
        text.append(".nh\n.ad l\n");
    }

    Roff section(String title) {
        text.append(".SH \"").append(escape(title)).append("\"\n");
        return this;
    }

    Roff subsection(String title) {
        text.append(".SS \"").append(escape(title)).append("\"\n");
        return this;
    }

    Roff paragraph(String words) {
        text.append(".PP\n").append(inline(words)).append('\n');
        return this;
    }

    /** A term in bold, and what it means, indented below it. */
    Roff item(String term, String meaning) {
        text.append(".TP\n\\fB").append(escape(term)).append("\\fR\n");
        text.append(inline(meaning)).append('\n');
        return this;
    }

    /** Lines as they are. */
    Roff verbatim(String lines) {
        text.append(".PP\n.RS 4\n.nf\n");
        lines.lines().forEach(line -> text.append(escape(line)).append('\n'));
        text.append(".fi\n.RE\n");
        return this;
    }

    /** Words with `code` in bold, as in Markdown. */
    private static String inline(String words) {
        String escaped = escape(words.replace("**", "").strip());
        return CODE.matcher(escaped).replaceAll("\\\\fB$1\\\\fR");
    }

    private static String escape(String words) {
        String escaped = words.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("\"", "\\(dq")
                // For terminals that know ASCII only.
                .replace("…", "...");
        // A line that begins with a dot or an apostrophe would be an order.
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
