package dev.pullover.common.remote;

import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.SSHException;

/**
 * Watches the lengths of a server's SFTP packets as they pass (draft-ietf-secsh-filexfer-02, section 3: a uint32 before
 * each). sshj makes room for what a server announces, up to 1 GiB, before anything of it has come. One thread.
 */
final class PacketLimit {
    /** OpenSSH's are at most 256 KiB; nobody is asked for more. */
    static final int MAX_BYTES = 1 << 20;

    private static final int LENGTH_BYTES = 4;

    private long length;
    private int lengthBytes;
    private long left;

    /**
     * Takes note of bytes that have come.
     *
     * @param count of them; nothing if it is not above 0
     * @throws SSHException if a packet says that it is too long
     */
    void check(byte[] buffer, int offset, int count) throws SSHException {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            if (left > 0) {
                int skipped = (int) Math.min(left, end - at);
                left -= skipped;
                at += skipped;
            } else {
                takeLength(buffer[at++] & 0xFF);
            }
        }
    }

    private void takeLength(int next) throws SSHException {
        length = length << Byte.SIZE | next;
        if (++lengthBytes < LENGTH_BYTES) {
            return;
        }
        if (length > MAX_BYTES) {
            throw new SSHException(
                    DisconnectReason.PROTOCOL_ERROR,
                    "announces an answer of " + length + " bytes, more than the limit of " + MAX_BYTES);
        }
        left = length;
        length = 0;
        lengthBytes = 0;
    }
}
