package dev.pullover.synchrolist;

import java.io.IOException;
import java.nio.file.Path;

/** The file in which catalog lines wait could not be used: a failure here, not of a server. */
final class SpoolException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolException(Path file, IOException cause) {
        super(file.getFileName() + ": " + cause.getMessage() + "; make room in " + file.getParent(), cause);
    }
}
