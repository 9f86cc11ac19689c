package dev.pullover.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which machine and programs the figures are of. */
final class Machine {
    private static final List<List<String>> VERSIONS = List.of(
            List.of("rsync", "--version"),
            List.of("rclone", "version"),
            List.of("lsyncd", "--version"),
            List.of("ssh", "-V"));

    private Machine() {}

    static String describe() {
        List<String> parts = new ArrayList<>();
        parts.add(LocalDate.now().toString());
        parts.add(Runtime.getRuntime().availableProcessors() + " cores");
        parts.add("Linux " + System.getProperty("os.version"));
        parts.add("harness on Java " + Runtime.version());
        VERSIONS.forEach(command -> firstLine(command).ifPresent(parts::add));
        return String.join(", ", parts);
    }

    static boolean has(String program) {
        return firstLine(List.of("which", program)).isPresent();
    }

    private static Optional<String> firstLine(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? text.lines().findFirst().map(String::strip) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
