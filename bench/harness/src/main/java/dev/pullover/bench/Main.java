package dev.pullover.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.output.TeeOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench/run}: runs cases by name and prints their tables in Markdown. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Pullover beside its peers on this machine. Every program does the same work by turns; what it"
                + " did is compared before its time counts.")
public final class Main implements Callable<Integer> {
    private static final List<BenchCase> CASES = cases();

    @Parameters(arity = "0..*", paramLabel = "CASE", description = "Which cases to run; all if none is named.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Say which cases there are.")
    private boolean list;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Runs of each (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--files",
            split = ",",
            paramLabel = "N",
            defaultValue = "10000,200000",
            description = "Sizes of trees for cases that grow (default: ${DEFAULT-VALUE}).")
    private List<Integer> files = List.of();

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where to work (default: the directory for temporary files).")
    private @Nullable Path directory;

    @Option(names = "--seed", paramLabel = "N", description = "Of what is drawn by chance; printed.")
    private @Nullable Long seed;

    @Option(
            names = "--results",
            paramLabel = "FILE",
            description =
                    "Add what is printed to this file, too, and a chart of each contest in a directory of its name"
                            + " without .md.")
    private @Nullable Path results;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            CASES.forEach(one -> System.out.printf("%-10s %s%n", one.name(), one.description()));
            return 0;
        }
        for (String name : names) {
            if (CASES.stream().noneMatch(one -> one.name().equals(name))) {
                System.err.println("bench/run: no case '" + name + "': see bench/run --list");
                return CommandLine.ExitCode.USAGE;
            }
        }
        long drawn = seed != null ? seed : new Random().nextLong();
        try (OutputStream kept = results == null ? OutputStream.nullOutputStream() : appending(results)) {
            run(drawn, new Report(teed(kept), results == null ? null : charts(results)));
        }
        return 0;
    }

    private void run(long drawn, Report report) throws Exception {
        report.line(Machine.describe() + "; seed " + drawn);
        Measure.run(List.of(Lab.SCRIPT, "prime"), Lab.environment(), Path.of("/dev/null"));
        for (BenchCase one : CASES) {
            if (names.isEmpty() || names.contains(one.name())) {
                report.heading(one.name() + ": " + one.description());
                run(one, drawn, report);
            }
        }
    }

    private static OutputStream appending(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static PrintStream teed(OutputStream kept) {
        return new PrintStream(new TeeOutputStream(System.out, kept), true, StandardCharsets.UTF_8);
    }

    private static Path charts(Path file) {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.md$", ""));
    }

    private static List<BenchCase> cases() {
        List<BenchCase> cases = new ArrayList<>(
                List.of(new ListCase(), new StartCase(), new ArrivalCase(), new IdleCase(), new FailoverCase()));
        cases.addAll(CopyCase.all());
        cases.add(new ShareCase());
        return List.copyOf(cases);
    }

    private void run(BenchCase one, long drawn, Report report) throws Exception {
        Path parent = directory != null ? directory : Path.of(System.getProperty("java.io.tmpdir"));
        Path work = Files.createTempDirectory(Files.createDirectories(parent), "pullover-bench-");
        try {
            one.run(new Bench(work, rounds, files, drawn, report));
        } finally {
            FileUtils.deleteDirectory(work.toFile());
        }
    }
}
