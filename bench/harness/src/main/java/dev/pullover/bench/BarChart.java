package dev.pullover.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One contest as a picture (SVG 1.1): a bar for each contestant's median time, a line from the fastest to the slowest. */
final class BarChart {
    private static final int WIDTH = 860;
    private static final int LABELS = 300;
    private static final int FIGURES = 70;
    private static final int ROW = 26;
    private static final int TOP = 40;
    private static final int BAR = 16;
    private static final String OURS = "#1f6feb";
    private static final String PEERS = "#8b949e";

    private BarChart() {}

    /** @param samples at least one, by contestant */
    static String of(String title, Map<String, List<Sample>> samples) {
        double longest = samples.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Sample::seconds)
                .max()
                .orElseThrow();
        double scale = (WIDTH - LABELS - FIGURES) / longest;
        StringBuilder svg = new StringBuilder(format("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="10" y="24" font-weight="bold">%s, seconds</text>
                """, WIDTH, TOP + ROW * samples.size() + 10, escaped(title)));
        int y = TOP;
        for (Map.Entry<String, List<Sample>> each : samples.entrySet()) {
            row(svg, y, each.getKey(), each.getValue(), scale);
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static void row(StringBuilder svg, int y, String name, List<Sample> runs, double scale) {
        double median = Report.median(runs, Sample::seconds);
        ToDoubleFunction<Sample> time = Sample::seconds;
        double from = runs.stream().mapToDouble(time).min().orElseThrow();
        double to = runs.stream().mapToDouble(time).max().orElseThrow();
        int middle = y + BAR / 2;
        svg.append(format(
                """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
                <line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="black"/>
                <text x="%.1f" y="%d">%.2f</text>
                """,
                LABELS - 8,
                middle + 5,
                escaped(name),
                LABELS,
                y,
                median * scale,
                BAR,
                name.startsWith("pull") || name.startsWith("publish") ? OURS : PEERS,
                LABELS + from * scale,
                middle,
                LABELS + to * scale,
                middle,
                LABELS + to * scale + 8,
                middle + 5,
                median));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
