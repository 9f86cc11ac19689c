package dev.pullover.publishlist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What lstat(2) says of a name. Equal stats before and after reading mean that the content did not
 * change meanwhile, as far as the file system's clock can tell.
 *
 * @param typeAndMode {@code st_mode}
 * @param size bytes
 * @param mtimeNs date of last change of content, nanoseconds since 1970 UTC
 * @param ctimeNs date of last change of content or attributes, by the kernel; nobody can set it back
 * @param inode number of the file in its file system
 */
record FileStat(int typeAndMode, long size, long mtimeNs, long ctimeNs, long inode) {
    private static final String ATTRIBUTES = "unix:mode,size,lastModifiedTime,ctime,ino";
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    /** Not set-user-id and the like: the owner does not travel with a file, so neither may its privileges. */
    private static final int PERMISSIONS = 0777;

    /** Of {@code file} itself, not of what a link points to. */
    static FileStat of(Path file) throws IOException {
        Map<String, Object> values = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        return new FileStat(
                (Integer) values.get("mode"),
                (Long) values.get("size"),
                nanoseconds(values.get("lastModifiedTime")),
                nanoseconds(values.get("ctime")),
                (Long) values.get("ino"));
    }

    /** Same, or empty if there is nothing of that name. */
    static Optional<FileStat> ifExists(Path file) throws IOException {
        try {
            return Optional.of(of(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean isFile() {
        return (typeAndMode & TYPE) == REGULAR;
    }

    boolean isDirectory() {
        return (typeAndMode & TYPE) == DIRECTORY;
    }

    /** Read, write and execute bits: what is published of the mode. */
    int permissions() {
        return typeAndMode & PERMISSIONS;
    }

    private static long nanoseconds(Object time) {
        return ((FileTime) time).to(TimeUnit.NANOSECONDS);
    }
}
