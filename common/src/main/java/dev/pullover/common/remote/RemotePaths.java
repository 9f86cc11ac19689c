package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Locale;

/** What all stores have to say about paths before they touch them. */
final class RemotePaths {
    private RemotePaths() {}

    /**
     * Refuses paths that would leave the outbox, and those that no server takes: a NUL ends an OpenSSH
     * server's session, a path too long for its packets too.
     */
    static void check(FilePath path) throws FileSystemException {
        byte[] bytes = path.bytes();
        if (bytes.length > FilePath.MAX_PATH_BYTES) {
            throw new FileSystemException(
                    name(path), null, "path of " + bytes.length + " bytes, at most " + FilePath.MAX_PATH_BYTES);
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.startsWith("/")) {
            throw new FileSystemException(name(path), null, "absolute path");
        }
        if (text.indexOf('\0') >= 0) {
            throw new FileSystemException(name(path), null, "NUL in the name");
        }
        if (Arrays.asList(text.split("/", -1)).contains("..")) {
            throw new FileSystemException(name(path), null, "leaves the outbox");
        }
    }

    static void checkRange(long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset " + offset + ", length " + length + ": neither may be negative");
        }
    }

    static FileSystemException notAFile(FilePath path, RemoteStat.Type type) {
        String what = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new FileSystemException(name(path), null, "not a regular file (" + what + ")");
    }

    /** For exceptions; the outbox itself is a dot. */
    static String name(FilePath path) {
        return isOutbox(path) ? "." : path.toString();
    }

    static boolean isOutbox(FilePath path) {
        return path.toString().isEmpty();
    }
}
