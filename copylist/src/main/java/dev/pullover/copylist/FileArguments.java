package dev.pullover.copylist;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What all commands about one file take. */
final class FileArguments {
    @Parameters(paramLabel = "PATH", description = "A file, relative to the replica directory or in it.")
    private String path;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    /** As the user wrote it: see {@link Databases#path}. */
    String path() {
        return path;
    }

    boolean json() {
        return json;
    }
}
