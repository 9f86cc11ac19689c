package dev.pullover.publishlist;

import dev.pullover.common.catalog.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads whole files, for their hash and perhaps a copy. For one thread. */
final class ContentReader {
    /** From this size on the system copies: it may share the blocks, and small files are not worth the calls. */
    static final long SYSTEM_COPY_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 256 * 1024;
    /** What the system copies at once: read back while it is in memory. */
    private static final int CHUNK_BYTES = 16 << 20;

    private final Sha256.Hasher hasher = new Sha256.Hasher();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** Opens a file; a symbolic link is refused. */
    FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** The hash of a file's content. */
    Sha256 hash(Path file) throws IOException {
        try (FileChannel in = open(file)) {
            return transfer(in, null);
        }
    }

    /**
     * Copies {@code in} to {@code out}, which is empty and may be read.
     *
     * @return the hash of exactly the bytes in {@code out}, whatever happens to {@code in} meanwhile
     */
    Sha256 copy(FileChannel in, FileChannel out) throws IOException {
        return in.size() < SYSTEM_COPY_BYTES ? transfer(in, out) : systemCopy(in, out);
    }

    /** From JDK 21 on this is copy_file_range(2) on Linux: on btrfs, XFS and others no byte is copied. */
    private Sha256 systemCopy(FileChannel in, FileChannel out) throws IOException {
        hasher.finish();
        long copied = 0;
        long chunk = in.transferTo(0, CHUNK_BYTES, out);
        while (chunk > 0) {
            hashBack(out, copied, copied + chunk);
            copied += chunk;
            chunk = in.transferTo(copied, CHUNK_BYTES, out);
        }
        return hasher.finish();
    }

    private void hashBack(FileChannel file, long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new EOFException("the copy ends at byte " + at + ", " + to + " were written");
            }
            hasher.update(buffer.flip());
            at += read;
        }
    }

    private Sha256 transfer(FileChannel in, @Nullable FileChannel out) throws IOException {
        // What a failed read left in the hasher is thrown away here.
        hasher.finish();
        buffer.clear();
        while (in.read(buffer) >= 0) {
            buffer.flip();
            hasher.update(buffer.duplicate());
            while (out != null && buffer.hasRemaining()) {
                out.write(buffer);
            }
            buffer.clear();
        }
        return hasher.finish();
    }
}
