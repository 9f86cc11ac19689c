package dev.pullover.common;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of this machine. */
public final class Programs {
    private Programs() {}

    /** Whether a program of this name is found by {@code $PATH}. */
    public static boolean isInstalled(String name) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory).resolve(name)));
    }
}
