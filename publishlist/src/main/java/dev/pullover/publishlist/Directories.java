package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the directories of the configuration; what is wrong with them is the user's to put right. */
final class Directories {
    private Directories() {}

    /** Refuses a directory inside another one. Both are absolute and normal. */
    static void requireOutside(String name, Path inner, String outerName, Path outer) {
        if (inner.startsWith(outer)) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[publish] " + name + " = \"" + inner + "\" must not be in " + outerName + " = \"" + outer + "\"");
        }
    }

    /** Makes a directory if it is not there; the one above must be. */
    static void make(String what, Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory);
            }
        } catch (IOException e) {
            throw new PulloverException(
                    ExitCode.USAGE,
                    "[publish] " + what + " = \"" + directory + "\" cannot be made: " + Problems.reason(e)
                            + "; make it, and let it belong to the user who publishes",
                    e);
        }
    }
}
