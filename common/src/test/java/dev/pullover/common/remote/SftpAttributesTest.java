package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import net.schmizz.sshj.common.Buffer;
import org.junit.jupiter.api.Test;

class SftpAttributesTest {
    private static final long ALL_BUT_OWNER = 0x8000000DL;

    @Test
    void everyFieldIsReadAndExtensionsAreSkipped() throws Buffer.BufferException {
        Buffer.PlainBuffer packet = new Buffer.PlainBuffer()
                .putUInt32(0x8000000FL)
                .putUInt64(5_000_000_000L)
                .putUInt32(1000)
                .putUInt32(1000)
                .putUInt32(0100640)
                .putUInt32(1)
                .putUInt32(4_000_000_000L)
                .putUInt32(1)
                .putString("name@example")
                .putString("value")
                .putString("what follows");
        assertEquals(
                new RemoteStat(RemoteStat.Type.FILE, 5_000_000_000L, 4_000_000_000L, 0640),
                SftpAttributes.read(packet));
        assertEquals("what follows", packet.readString());
    }

    @Test
    void typesComeFromTheMode() throws Buffer.BufferException {
        assertEquals(RemoteStat.Type.DIRECTORY, ofMode(0040755).type());
        assertEquals(RemoteStat.Type.SYMBOLIC_LINK, ofMode(0120777).type());
        assertEquals(RemoteStat.Type.OTHER, ofMode(0010644).type());
        assertEquals(RemoteStat.Type.OTHER, ofMode(0140644).type());
        assertEquals(04755, ofMode(0104755).mode());
    }

    @Test
    void whatIsNotToldIsZeroAndOfNoKnownType() throws Buffer.BufferException {
        assertEquals(
                new RemoteStat(RemoteStat.Type.OTHER, 0, 0, 0),
                SftpAttributes.read(new Buffer.PlainBuffer().putUInt32(0)));
    }

    @Test
    void truncatedAttributesAreAnError() {
        for (int length : new int[] {0, 4, 11, 15, 23, 27, 30}) {
            byte[] whole = new Buffer.PlainBuffer()
                    .putUInt32(ALL_BUT_OWNER)
                    .putUInt64(1)
                    .putUInt32(0100640)
                    .putUInt64(1)
                    .putUInt32(1)
                    .putString("name")
                    .getCompactData();
            byte[] truncated = Arrays.copyOf(whole, length);
            assertThrows(Buffer.BufferException.class, () -> SftpAttributes.read(new Buffer.PlainBuffer(truncated)));
        }
    }

    private static RemoteStat ofMode(int mode) throws Buffer.BufferException {
        return SftpAttributes.read(new Buffer.PlainBuffer().putUInt32(4).putUInt32(mode));
    }
}
