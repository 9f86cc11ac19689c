package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the modules counted, as {@code pullover stat dump} tells it after they have ended.
 *
 * @param copied files received, from all servers
 * @param copiedTwice files received though they were here
 */
record DemoCounts(long copied, long copiedTwice) {
    /** Asks the command that users would ask. */
    static DemoCounts read(DemoScene scene) throws IOException, InterruptedException {
        Path output = scene.directory().resolve("stat-dump.txt");
        Process dump = Script.ofThisProcess()
                .process(scene.configFile(), output.toFile(), "stat", "dump", "--format", "prometheus")
                .start();
        String text = dump.waitFor() == 0 ? Files.readString(output) : "";
        if (text.isEmpty()) {
            throw new PulloverException(
                    ExitCode.FAILURE, "the demo failed: 'stat dump' said: " + Files.readString(output));
        }
        return new DemoCounts(sum(text, "files_copied"), sum(text, "files_copied_twice"));
    }

    private static long sum(String text, String counter) {
        Matcher matcher = Pattern.compile("(?m)^pullover_" + counter + "_total(?:\\{[^}]*})? (\\S+)")
                .matcher(text);
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return (long) sum;
    }
}
