package dev.pullover.launcher;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What JVMs write when they crash: {@code crash/hs_err_<module>_<pid>.log}, the newest {@value #KEPT} of them. Otherwise it
 * would be in the working directory of whoever started the module.
 */
record JvmCrashes(Path folder) {
    static final int KEPT = 10;
    /** Read by the script {@code pullover}. */
    private static final String VARIABLE = "PULLOVER_ERROR_FILE";

    private static final String PREFIX = "hs_err_";
    private static final String SUFFIX = ".log";
    /** The JVM puts its process id in its place. */
    private static final String ANY_PID = "%p";

    static JvmCrashes in(StateDirectory state) {
        return new JvmCrashes(state.crashes());
    }

    /** Has the JVM that {@code process} is to become write there; makes the folder, and room in it. */
    void takeFrom(ProcessBuilder process, ModuleName module) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<Path> reports = newestFirst();
        for (Path old : reports.subList(Math.min(KEPT - 1, reports.size()), reports.size())) {
            Files.deleteIfExists(old);
        }
        process.environment().put(VARIABLE, report(module, ANY_PID).toString());
    }

    /** Where the process {@code pid} has told why it crashed, if it has. */
    Path report(ModuleName module, String pid) {
        return folder.resolve(PREFIX + module.word() + "_" + pid + SUFFIX);
    }

    List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches(PREFIX + ".*\\" + SUFFIX))
                    .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
        }
    }
}
