package dev.pullover.common.remote;

import net.schmizz.sshj.common.Buffer;

/**
 * The attributes of SFTP version 3 (draft-ietf-secsh-filexfer-02, section 5):
 *
 * <pre>
 *   uint32 flags
 *   uint64 size                        if flag 0x00000001
 *   uint32 uid, uint32 gid             if flag 0x00000002
 *   uint32 permissions                 if flag 0x00000004, with the type of file
 *   uint32 atime, uint32 mtime         if flag 0x00000008, seconds since 1970, here up to 2106
 *   uint32 count, count × 2 strings    if flag 0x80000000
 * </pre>
 */
final class SftpAttributes {
    private static final int SIZE = 0x00000001;
    private static final int OWNER = 0x00000002;
    private static final int PERMISSIONS = 0x00000004;
    private static final int DATES = 0x00000008;
    private static final int EXTENDED = 0x80000000;

    private SftpAttributes() {}

    /** What the server does not tell is 0, and the type {@link RemoteStat.Type#OTHER}. */
    static RemoteStat read(Buffer<?> packet) throws Buffer.BufferException {
        int flags = packet.readUInt32AsInt();
        long size = (flags & SIZE) == 0 ? 0 : packet.readUInt64();
        if ((flags & OWNER) != 0) {
            packet.readUInt64();
        }
        int mode = (flags & PERMISSIONS) == 0 ? 0 : packet.readUInt32AsInt();
        long mtimeSeconds = 0;
        if ((flags & DATES) != 0) {
            packet.readUInt32();
            mtimeSeconds = packet.readUInt32();
        }
        if ((flags & EXTENDED) != 0) {
            skipExtensions(packet);
        }
        return new RemoteStat(UnixMode.type(mode), size, mtimeSeconds, UnixMode.permissions(mode));
    }

    private static void skipExtensions(Buffer<?> packet) throws Buffer.BufferException {
        long count = packet.readUInt32();
        for (long i = 0; i < count; i++) {
            packet.readStringAsBytes();
            packet.readStringAsBytes();
        }
    }
}
