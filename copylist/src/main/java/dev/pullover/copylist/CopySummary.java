package dev.pullover.copylist;

import dev.pullover.common.cli.Amounts;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a pass of copylist came to.
 *
 * @param copied files and bytes received, by server
 * @param alreadyHere files that were in place and were recorded, or got another date or permissions
 * @param superseded publications that a later one has replaced before they were received
 * @param parked files that could not be received and will be tried again
 * @param rejected files that cannot be written here until someone acts
 * @param deleted files moved aside, since they were deleted on the server
 * @param elapsed how long it took
 */
public record CopySummary(
        Map<String, Moved> copied,
        long alreadyHere,
        long superseded,
        long parked,
        long rejected,
        long deleted,
        Duration elapsed) {
    public CopySummary {
        copied = Map.copyOf(copied);
    }

    /** Files received, from all servers. */
    public long files() {
        return copied.values().stream().mapToLong(Moved::files).sum();
    }

    /** Their sizes, in bytes. */
    public long bytes() {
        return copied.values().stream().mapToLong(Moved::bytes).sum();
    }

    /** For people, on one line: {@code 20 files, 1.2 MB from production in 0.4 s; 1 parked}. */
    public String text() {
        String moved = copied.isEmpty()
                ? "nothing to copy"
                : new TreeMap<>(copied)
                        .entrySet().stream()
                                .map(entry -> entry.getValue().text() + " from " + entry.getKey())
                                .collect(Collectors.joining(", "));
        return moved + " in " + Text.seconds(elapsed.toNanos()) + part(alreadyHere, "already here")
                + part(superseded, "superseded") + part(parked, "parked") + part(rejected, "rejected")
                + part(deleted, "moved to quarantine");
    }

    private static String part(long files, String what) {
        return files == 0 ? "" : "; " + files + " " + what;
    }

    /** Files received from one server, and their sizes in bytes. */
    public record Moved(long files, long bytes) {
        Moved plus(long moreBytes) {
            return new Moved(files + 1, bytes + moreBytes);
        }

        private String text() {
            return Amounts.count(files, "file") + ", " + Amounts.bytes(bytes);
        }
    }
}
