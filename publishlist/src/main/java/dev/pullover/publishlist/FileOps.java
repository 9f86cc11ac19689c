package dev.pullover.publishlist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Every change that the publisher makes to outbox and index, as one step each. Steps are what a crash comes
 * between; the tests stop after each of them.
 */
interface FileOps {
    /**
     * A new content waiting to be put in place.
     *
     * @param channel of {@code file}, all written
     */
    record Copy(FileChannel channel, Path file) {}

    /** Opens a new empty file, for writing and reading, that nobody else may read yet, in place of one left behind. */
    FileChannel create(Path file) throws IOException;

    /** Forces content and attributes of new files to disk, and closes them. */
    void force(List<Copy> copies) throws IOException;

    /** Same, of a file that is not open. */
    void force(Path file) throws IOException;

    /**
     * Sets permissions and date.
     *
     * @param mode 0 to 0777
     * @param mtimeNs nanoseconds since 1970 UTC
     */
    void setAttributes(Path file, int mode, long mtimeNs) throws IOException;

    /** Cuts {@code file}, made if it is not there, to {@code length}, appends {@code content}, forces it to disk. */
    void append(Path file, long length, byte[] content) throws IOException;

    /** Renames, replacing a file. Both are in the same file system. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty directory, if it is there. */
    void delete(Path file) throws IOException;

    /** Makes one directory. */
    void createDirectory(Path directory) throws IOException;

    /** Forces the names in a directory to disk. */
    void forceDirectory(Path directory) throws IOException;
}
