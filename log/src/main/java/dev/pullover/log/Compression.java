package dev.pullover.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;

/** Compresses a file in steps, so that nobody waits for a large one. One thread. */
final class Compression implements AutoCloseable {
    /** A step takes a few milliseconds. */
    private static final int STEP_BYTES = 128 << 10;

    private final Path source;
    private final Path target;
    private final byte[] buffer = new byte[STEP_BYTES];
    private @Nullable InputStream in;
    private @Nullable FileChannel file;
    private @Nullable GZIPOutputStream out;

    Compression(Path source, Path target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Does the next part. After a failure, the next step begins anew.
     *
     * @return whether there is more to do; if not, the result is on disk for good
     */
    boolean step() throws IOException {
        try {
            GZIPOutputStream open = open();
            int read = IOUtils.read(in, buffer);
            open.write(buffer, 0, read);
            if (read == STEP_BYTES) {
                return true;
            }
            open.finish();
            file.force(true);
            close();
            return false;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        IOUtils.closeQuietly(in, out, file);
        in = null;
        file = null;
        out = null;
    }

    private GZIPOutputStream open() throws IOException {
        GZIPOutputStream open = out;
        if (open == null) {
            in = Files.newInputStream(source);
            file = FileChannel.open(
                    target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            open = new GZIPOutputStream(Channels.newOutputStream(file), STEP_BYTES);
            out = open;
        }
        return open;
    }
}
