package dev.pullover.common.queue.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The metadata of a queue, as Chronicle writes them. With damaged ones it tries for 10 s, and then speaks of a lock. */
final class Metadata {
    /** After the length (four bytes), in Chronicle's binary wire: an event called header, of the type STStore. */
    private static final byte[] START = "\u00b9\u0006header\u00b6\u0007STStore".getBytes(StandardCharsets.ISO_8859_1);

    private Metadata() {}

    /**
     * Refuses a file that has content but not that of metadata.
     *
     * @throws IOException if it is damaged, or cannot be read
     */
    static void refuseDamaged(Path file) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES + START.length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.read(head, 0);
        } catch (NoSuchFileException e) {
            // To be made.
            return;
        }
        byte[] start = Arrays.copyOfRange(head.array(), Integer.BYTES, head.capacity());
        boolean isBegun = head.getInt(0) != 0;
        if (isBegun && !Arrays.equals(start, START)) {
            throw new IOException("it is damaged");
        }
    }
}
