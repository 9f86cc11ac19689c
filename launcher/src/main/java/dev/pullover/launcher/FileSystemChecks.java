package dev.pullover.launcher;

import dev.pullover.common.state.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.io.FileUtils;

/** What the replica's file system can do, tried out in a directory of its own there, which is removed again. */
final class FileSystemChecks {
    private static final String WHAT = "file system, replica";
    /** A date with digits down to the nanosecond, and an odd second. */
    private static final Instant DATE = Instant.parse("2020-02-03T04:05:07.123456789Z");

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");
    private static final long[] GRANULARITIES_NS = {1, 100, 1_000, 1_000_000, 1_000_000_000};
    private static final String[] GRANULARITIES = {"1 ns", "100 ns", "1 µs", "1 ms", "1 s"};

    private final Path folder;
    private final List<Finding> findings = new ArrayList<>();

    private FileSystemChecks(Path folder) {
        this.folder = folder;
    }

    static List<Finding> examine(Path replica) {
        try {
            Path folder = Files.createTempDirectory(replica, ".pullover-doctor");
            try {
                return new FileSystemChecks(folder).examine();
            } finally {
                FileUtils.deleteDirectory(folder.toFile());
            }
        } catch (IOException e) {
            return List.of(Finding.failure(
                    WHAT,
                    "files cannot be written, forced to disk and renamed in " + replica + ": "
                            + e.getClass().getSimpleName() + " " + e.getMessage(),
                    "put [replica] directory on a file system of this machine, such as ext4 or xfs"));
        }
    }

    private List<Finding> examine() throws IOException {
        Path file = folder.resolve("a");
        AtomicFiles.replaceDurably(file, "old".getBytes(StandardCharsets.UTF_8));
        AtomicFiles.replaceDurably(file, "new".getBytes(StandardCharsets.UTF_8));
        if (!Files.readString(file).equals("new")) {
            throw new IOException("a file that was replaced by rename still has its old content");
        }
        modes(file);
        String granularity = dates(file);
        boolean exact = names("A", "names that differ in upper and lower case only are one file")
                & names("e\u0301", "two ways to write é are one name");
        if (findings.isEmpty() && exact) {
            findings.add(Finding.ok(
                    WHAT,
                    Files.getFileStore(folder).type() + ": rename, fsync, modes, dates to " + granularity
                            + ", names as they are; extended attributes are not needed"));
        }
        return findings;
    }

    private void modes(Path file) throws IOException {
        Files.setPosixFilePermissions(file, MODE);
        if (!Files.getPosixFilePermissions(file).equals(MODE)) {
            findings.add(Finding.warning(
                    WHAT,
                    Files.getFileStore(folder).type() + " does not keep permissions",
                    "fine if nobody needs them; else use a file system such as ext4 or xfs"));
        }
    }

    private String dates(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(DATE));
        Instant kept = Files.getLastModifiedTime(file).toInstant();
        for (int i = 0; i < GRANULARITIES.length; i++) {
            long lost = DATE.getNano() % GRANULARITIES_NS[i];
            if (kept.equals(DATE.minusNanos(lost))) {
                return GRANULARITIES[i];
            }
        }
        findings.add(Finding.warning(
                WHAT,
                "dates are not kept to the second: " + DATE + " became " + kept,
                "dates of files here differ from the servers'; contents do not. Better: ext4 or xfs"));
        return "more than 1 s";
    }

    /** Whether a name that was not written is not there. */
    private boolean names(String other, String meaning) throws IOException {
        Files.writeString(folder.resolve("\u00e9"), "");
        if (!Files.exists(folder.resolve(other))) {
            return true;
        }
        findings.add(
                Finding.warning(
                        WHAT,
                        meaning,
                        "files with such names are refused one by one and reported; better: a file system such as ext4 or xfs"));
        return false;
    }
}
