package dev.pullover.common.remote;

/**
 * What a server says of a name.
 *
 * @param type what it is
 * @param size bytes, of a regular file
 * @param mtimeSeconds date of last change, seconds since 1970 UTC (all that SFTP version 3 gives)
 * @param mode permission bits, 0 to 07777
 */
public record RemoteStat(Type type, long size, long mtimeSeconds, int mode) {
    /** What a name stands for. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        /** A device, socket, pipe, or a type that the server did not tell. */
        OTHER
    }

    /** Whether it is a regular file. */
    public boolean isFile() {
        return type == Type.FILE;
    }

    /** Whether it is a directory. */
    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }
}
