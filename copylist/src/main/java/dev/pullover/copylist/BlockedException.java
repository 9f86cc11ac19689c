package dev.pullover.copylist;

import java.io.IOException;

/** A file cannot be brought to its place because of what is there already. The message says what is in the way. */
final class BlockedException extends IOException {
    private static final long serialVersionUID = 1L;

    BlockedException(String message) {
        super(message);
    }
}
