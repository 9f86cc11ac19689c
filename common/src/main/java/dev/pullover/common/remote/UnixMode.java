package dev.pullover.common.remote;

/** The bits of {@code st_mode}, as SFTP version 3 and every UNIX have them. */
final class UnixMode {
    private static final int TYPE_MASK = 0170000;
    private static final int PERMISSION_MASK = 07777;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int SYMBOLIC_LINK = 0120000;

    private UnixMode() {}

    static RemoteStat.Type type(int mode) {
        return switch (mode & TYPE_MASK) {
            case REGULAR -> RemoteStat.Type.FILE;
            case DIRECTORY -> RemoteStat.Type.DIRECTORY;
            case SYMBOLIC_LINK -> RemoteStat.Type.SYMBOLIC_LINK;
            default -> RemoteStat.Type.OTHER;
        };
    }

    static int permissions(int mode) {
        return mode & PERMISSION_MASK;
    }
}
