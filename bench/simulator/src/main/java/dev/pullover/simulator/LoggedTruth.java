package dev.pullover.simulator;

import dev.pullover.common.ModuleName;
import dev.pullover.simulator.NumberedQueues.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What every module logged, and what must be of it in the log files: each line that the queue accepted, once. A power cut
 * may take lines from the queue and the end of the files, and bring lines twice; those that are in both afterwards stay.
 */
final class LoggedTruth {
    private final Map<String, Line> lines = new HashMap<>();
    private int cuts;

    /** A text for a new line, like no other one. */
    String text(ModuleName module, int fill) {
        return module.word() + " line " + lines.size() + " é" + "🦆".repeat(fill) + ".";
    }

    /** A line was logged, and its queue keeps it as often as {@code stored} says. */
    void logged(String text, List<Stored> stored) {
        lines.put(text, new Line(List.copyOf(stored), cuts));
    }

    /** The power has failed, and this is what it left. */
    void powerLost(LogFiles files) {
        cuts++;
        Map<String, Integer> text = files.texts();
        Map<String, Integer> json = files.messages();
        lines.forEach((line, truth) -> {
            boolean queued = truth.stored.stream().anyMatch(Stored::isThere);
            truth.heldInText = queued && text.containsKey(line);
            truth.heldInJson = queued && json.containsKey(line);
        });
    }

    /** At the end, when log has read everything. */
    void require(LogFiles files, long gaps) {
        require("text", files.texts(), false);
        require("JSON", files.messages(), true);
        if (cuts == 0) {
            requireNothingElse(files);
            requireToldOfGaps(files, gaps);
        }
    }

    private void require(String file, Map<String, Integer> found, boolean json) {
        lines.forEach((text, truth) -> {
            int times = found.getOrDefault(text, 0);
            int least = least(truth, json);
            int most = truth.cutsBefore == cuts ? truth.stored.size() : Integer.MAX_VALUE;
            if (times < least || times > most) {
                throw new Violation("'" + text + "' is " + times + " times in the " + file
                        + " file; the queue accepted it " + truth.stored.size() + " times");
            }
        });
    }

    private int least(Line line, boolean json) {
        if (line.cutsBefore < cuts) {
            return (json ? line.heldInJson : line.heldInText) ? 1 : 0;
        }
        return line.stored.size();
    }

    private void requireNothingElse(LogFiles files) {
        if (!files.strange().isEmpty()) {
            throw new Violation(
                    "a log file has a line that is none: " + files.strange().get(0));
        }
        List<String> known = new ArrayList<>(files.texts().keySet());
        known.removeIf(text -> lines.containsKey(text) || LogFiles.lost(text) > 0);
        if (!known.isEmpty()) {
            throw new Violation("'" + known.get(0) + "' is in the text file, and was never logged");
        }
    }

    private static void requireToldOfGaps(LogFiles files, long gaps) {
        long told = 0;
        for (Map.Entry<String, Integer> text : files.texts().entrySet()) {
            told += LogFiles.lost(text.getKey()) * text.getValue();
        }
        if (told != gaps) {
            throw new Violation("the log file tells of " + told + " lost messages; the truth: " + gaps);
        }
    }

    private static final class Line {
        private final List<Stored> stored;
        private final int cutsBefore;
        private boolean heldInText;
        private boolean heldInJson;

        Line(List<Stored> stored, int cutsBefore) {
            this.stored = stored;
            this.cutsBefore = cutsBefore;
        }
    }
}
