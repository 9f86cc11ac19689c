package dev.pullover.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @Test
    void percentilesAreNearestRank() {
        double[] values = {5, 1, 4, 2, 3};
        assertEquals(3, Report.percentile(values, 50));
        assertEquals(5, Report.percentile(values, 99));
        assertEquals(5, Report.percentile(values, 100));
        assertTrue(Double.isNaN(Report.percentile(new double[0], 50)));
    }

    @Test
    void tellsMediansAndRatios() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        samples.put(
                "pullover",
                List.of(new Sample(2, 1, 10_000_000), new Sample(9, 3, 30_000_000), new Sample(3, 2, 20_000_000)));
        samples.put("rsync", List.of(new Sample(6, 1, 5_000_000)));
        new Report(new PrintStream(printed, true, StandardCharsets.UTF_8)).contest("work", samples, "rsync");
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals("| work     | median s | min-max s | x rsync | CPU s | peak MB |", lines.get(0));
        assertEquals("| pullover |     3.00 | 2.00-9.00 |    0.50 |  2.00 |      20 |", lines.get(2));
        assertEquals("| rsync    |     6.00 | 6.00-6.00 |    1.00 |  1.00 |       5 |", lines.get(3));
    }

    @Test
    void drawsAContest(@TempDir Path directory) throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Map<String, List<Sample>> samples = Map.of("a < b", List.of(new Sample(2, 1, 1), new Sample(4, 1, 1)));
        Path charts = directory.resolve("results");
        new Report(new PrintStream(printed, true, StandardCharsets.UTF_8), charts).contest("10 new", samples, "");
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("![10 new](results/10-new.svg)"));
        String svg = Files.readString(charts.resolve("10-new.svg"));
        assertTrue(svg.contains(">a &lt; b</text>") && svg.contains(">2.00</text>"), svg);
    }
}
