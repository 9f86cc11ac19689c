package dev.pullover.publishlist;

import dev.pullover.common.catalog.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads whole files, for their hash and perhaps a copy. For one thread. */
final class ContentReader {
    private static final int BUFFER_BYTES = 256 * 1024;

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

    /** Appends the rest of {@code in} to {@code out} and returns its hash. */
    Sha256 copy(FileChannel in, FileChannel out) throws IOException {
        return transfer(in, out);
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
