package dev.pullover.common.config;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that is wrong with one file, to be reported together. */
final class Problems {
    private static final int MAX_REPORTED = 50;

    private final List<Problem> problems = new ArrayList<>();

    /** {@code line} counts from 1. */
    void add(int line, String text) {
        problems.add(new Problem(line, ": " + text));
    }

    /** {@code line} and {@code column} count from 1. */
    void add(int line, int column, String text) {
        problems.add(new Problem(line, ":" + column + ": " + text));
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    /** One line for each, in the order of the file. */
    PulloverException toException(Path file) {
        problems.sort(Comparator.comparingInt(Problem::line));
        List<String> lines = new ArrayList<>();
        for (Problem problem : problems.subList(0, Math.min(MAX_REPORTED, problems.size()))) {
            lines.add(file + ":" + problem.line + problem.rest);
        }
        if (problems.size() > MAX_REPORTED) {
            lines.add(file + ": and " + (problems.size() - MAX_REPORTED) + " more");
        }
        return new PulloverException(ExitCode.USAGE, String.join("\n", lines));
    }

    private record Problem(int line, String rest) {}
}
