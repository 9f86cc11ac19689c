package dev.pullover.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Tables in Markdown, printed as they come, and charts of contests where somebody keeps them. */
final class Report {
    private static final double MEGA = 1e6;

    private final PrintStream out;
    private final @Nullable Path charts;

    /** Tables only. */
    Report(PrintStream out) {
        this(out, null);
    }

    /** @param charts directory for pictures; null for none */
    Report(PrintStream out, @Nullable Path charts) {
        this.out = out;
        this.charts = charts;
    }

    void heading(String text) {
        out.println();
        out.println("## " + text);
        out.println();
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Medians (and the fastest and slowest time) of a contest, with ratios to the contestant {@code peer}; empty for none. */
    void contest(String work, Map<String, List<Sample>> samples, String peer) {
        double reference = samples.containsKey(peer) ? median(samples.get(peer), Sample::seconds) : Double.NaN;
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {work, "median s", "min-max s", peer.isEmpty() ? "" : "x " + peer, "CPU s", "peak MB"});
        samples.forEach((name, runs) -> rows.add(new String[] {
            name,
            number("%.2f", median(runs, Sample::seconds)),
            number("%.2f", runs.stream().mapToDouble(Sample::seconds).min().orElse(Double.NaN)) + "-"
                    + number(
                            "%.2f",
                            runs.stream().mapToDouble(Sample::seconds).max().orElse(Double.NaN)),
            number("%.2f", median(runs, Sample::seconds) / reference),
            number("%.2f", median(runs, Sample::cpuSeconds)),
            number("%.0f", median(runs, sample -> sample.peakBytes() / MEGA))
        }));
        table(rows);
        if (charts != null) {
            chart(work, samples, charts);
        }
    }

    private void chart(String work, Map<String, List<Sample>> samples, Path directory) {
        String name = work.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
        try {
            Files.writeString(Files.createDirectories(directory).resolve(name), BarChart.of(work, samples));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + directory.resolve(name) + ": " + e.getMessage(), e);
        }
        line("![%s](%s/%s)%n".formatted(work, directory.getFileName(), name));
    }

    /** The first row is the head. */
    void table(List<String[]> rows) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder line = new StringBuilder("|");
            for (int i = 0; i < columns; i++) {
                line.append(' ')
                        .append(padded(rows.get(r)[i], widths[i], i > 0))
                        .append(" |");
            }
            out.println(line);
            if (r == 0) {
                StringBuilder rule = new StringBuilder("|");
                for (int i = 0; i < columns; i++) {
                    rule.append("-".repeat(widths[i] + 1)).append(i > 0 ? ":|" : "-|");
                }
                out.println(rule);
            }
        }
        out.println();
        out.flush();
    }

    static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return percentile(samples.stream().mapToDouble(value).toArray(), 50);
    }

    /** The nearest-rank percentile; not a number if there are no values. */
    static double percentile(double[] values, int percent) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String padded(String text, int width, boolean right) {
        String space = " ".repeat(width - text.length());
        return right ? space + text : text + space;
    }
}
