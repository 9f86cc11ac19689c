package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power cut would leave, judged by the system calls of a real process: at every moment at which a commit of
 * replica.db reaches the disk, no content that was renamed into place, and no name, may be in memory only.
 */
class PowerCutIT {
    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final int CHANGES = 150;
    private static final int PASSES = 3;
    private static final long SEED = 4;
    /** With -y, a descriptor is followed by its path. A path with a quote or a backslash in it is not used here. */
    private static final Pattern WRITE = Pattern.compile("\\b(?:write|pwrite64|ftruncate)\\(\\d+<([^>]*)>.*");

    private static final Pattern SYNC = Pattern.compile("\\b(?:fsync|fdatasync)\\(\\d+<([^>]*)> *\\) += 0");
    private static final Pattern SYNC_ALL = Pattern.compile("\\bsyncfs\\(\\d+<([^>]*)> *\\) += 0");
    private static final Pattern RENAME =
            Pattern.compile("renameat2?\\(\\d+<([^>]*)>, \"([^\"]*)\", \\d+<([^>]*)>, \"([^\"]*)\"[^=]*\\) += 0");

    @TempDir
    private Path root;

    private final Set<String> unsyncedContents = new HashSet<>();
    private final Set<String> unsyncedNames = new HashSet<>();
    private final List<String> lost = new ArrayList<>();
    private int commits;
    private int renames;

    @Test
    void nothingRecordedIsInMemoryOnly() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(STRACE) || System.getenv("CI") != null, "strace is not installed");
        Path config = configuration();
        try (ChangingTree tree = new ChangingTree(root, new Random(SEED))) {
            for (int pass = 0; pass < PASSES; pass++) {
                tree.change(CHANGES);
                replay(trace(config, pass));
            }
            tree.assertReplicated(root.resolve("replica"));
        }
        System.out.println(renames + " renames into place, " + commits + " commits");
        assertTrue(renames > CHANGES && commits >= PASSES, renames + " renames, " + commits + " commits");
        assertEquals(List.of(), lost);
    }

    private Path trace(Path config, int pass) throws IOException, InterruptedException {
        Path trace = root.resolve("trace-" + pass);
        Process process = new ProcessBuilder(
                        STRACE.toString(),
                        "-f",
                        "-qq",
                        "-y",
                        "--seccomp-bpf",
                        "-e",
                        "trace=write,pwrite64,ftruncate,fsync,fdatasync,syncfs,renameat,renameat2",
                        "-o",
                        trace.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullOnce.class.getName(),
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("out").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "see " + root);
        return trace;
    }

    /** Calls that strace splits, since another thread's came between, count when they end. */
    private void replay(Path trace) throws IOException {
        Unfinished unfinished = new Unfinished();
        for (String line : Files.readAllLines(trace, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            String call = unfinished.joined(line);
            Matcher matcher = WRITE.matcher(call);
            if (matcher.find()) {
                written(matcher.group(1));
            }
            matcher = SYNC.matcher(call);
            if (matcher.find()) {
                synced(matcher.group(1));
            }
            matcher = SYNC_ALL.matcher(call);
            if (matcher.find()) {
                allSynced(matcher.group(1));
            }
            matcher = RENAME.matcher(call);
            if (matcher.find()) {
                renamed(
                        matcher.group(1) + "/" + matcher.group(2),
                        matcher.group(3) + "/" + matcher.group(4),
                        matcher.group(3));
            }
        }
    }

    private void written(String path) {
        if (isReplica(path)) {
            unsyncedContents.add(path);
        }
    }

    private void synced(String path) {
        unsyncedContents.remove(path);
        unsyncedNames.removeIf(name -> name.substring(0, name.lastIndexOf('/')).equals(path));
        if (path.endsWith("/replica.db-wal")) {
            commits++;
            unsyncedNames.forEach(name -> lost.add("commit " + commits + ": the name " + name));
        }
    }

    /** All of it is on one file system. */
    private void allSynced(String path) {
        assertTrue(isReplica(path), path);
        unsyncedContents.clear();
        unsyncedNames.clear();
    }

    private void renamed(String from, String to, String directory) {
        if (!isReplica(to)) {
            return;
        }
        renames++;
        if (unsyncedContents.remove(from)) {
            lost.add("the content of " + to);
        }
        // A new directory moves with all that is in it; nothing is in it then.
        unsyncedNames.add(to);
        assertTrue(to.startsWith(directory), to);
    }

    private boolean isReplica(String path) {
        return path.startsWith(root.resolve("replica").toString());
    }

    private Path configuration() throws IOException {
        return Files.writeString(root.resolve("pullover.toml"), """
                [replica]
                directory = "%s"
                state = "%s"
                reserve = "0B"
                [[servers]]
                name = "production"
                uri = "file://%s"
                [copy]
                deletions = "quarantine"
                keep-versions = 2
                """.formatted(
                        root.resolve("replica"), root.resolve("state"), root.resolve("production")));
    }

    /** Joins the two halves of calls. */
    private static final class Unfinished {
        private static final String BEGUN = "<unfinished ...>";
        private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)$");
        private final java.util.Map<String, String> begun = new java.util.HashMap<>();

        String joined(String line) {
            if (line.endsWith(BEGUN)) {
                begun.put(line.substring(0, line.indexOf(' ')), line.substring(0, line.length() - BEGUN.length()));
                return "";
            }
            Matcher matcher = RESUMED.matcher(line);
            return matcher.matches() ? begun.remove(matcher.group(1)) + matcher.group(2) : line;
        }
    }
}
