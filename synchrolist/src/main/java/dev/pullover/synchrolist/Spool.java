package dev.pullover.synchrolist;

import dev.pullover.common.cli.Amounts;
import dev.pullover.common.remote.RemoteSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.io.IOUtils;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the bytes that came from a server until HEAD has vouched for them, so that no line is taken over on trust; then
 * gives the same bytes out again, asked in the same order. Few bytes stay in memory, more go to a file.
 *
 * <p>Failures of that file are {@link SpoolException}s, to be told from those of the server.
 */
final class Spool implements AutoCloseable {
    private static final int MEMORY_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path file;
    private final long reserveBytes;
    private final DeferredFileOutputStream kept;
    /** Bytes kept, and not given out again yet, by segment. */
    private final Map<Long, Long> bytesBySegment = new LinkedHashMap<>();

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private @Nullable InputStream again;

    /**
     * @param file used when much comes, removed at the end
     * @param reserveBytes free space that it leaves
     */
    Spool(Path file, long reserveBytes) {
        this.file = file;
        this.reserveBytes = reserveBytes;
        this.kept = DeferredFileOutputStream.builder()
                .setThreshold(MEMORY_BYTES)
                .setOutputFile(file)
                .get();
    }

    /** {@code source}, of which everything is kept that it delivers. */
    SegmentSource keeping(SegmentSource source) {
        return (segment, offset, length, sink) -> {
            requireSpace(length);
            long delivered = source.read(segment, offset, length, (bytes, start, count) -> {
                keep(bytes, start, count);
                sink.accept(bytes, start, count);
            });
            bytesBySegment.merge(segment, delivered, Long::sum);
            return delivered;
        };
    }

    /** What was kept, once more. */
    SegmentSource replay() throws SpoolException {
        try {
            kept.close();
            again = kept.toInputStream();
        } catch (IOException e) {
            throw new SpoolException(file, e);
        }
        return this::replay;
    }

    /** Bytes kept in all. */
    long size() {
        return kept.getByteCount();
    }

    @Override
    public void close() throws SpoolException {
        try {
            IOUtils.close(again, kept);
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new SpoolException(file, e);
        }
    }

    private long replay(long segment, long offset, long length, RemoteSink sink) throws IOException {
        long left = Math.min(length, bytesBySegment.getOrDefault(segment, 0L));
        bytesBySegment.computeIfPresent(segment, (key, bytes) -> bytes - left);
        for (long done = 0; done < left; ) {
            int count = readAgain((int) Math.min(buffer.length, left - done));
            sink.accept(buffer, 0, count);
            done += count;
        }
        return left;
    }

    private int readAgain(int length) throws SpoolException {
        InputStream input = again;
        try {
            int count = input == null ? -1 : input.readNBytes(buffer, 0, length);
            if (count < length) {
                throw new IOException("cut by someone else");
            }
            return count;
        } catch (IOException e) {
            throw new SpoolException(file, e);
        }
    }

    private void keep(byte[] bytes, int start, int count) throws SpoolException {
        try {
            kept.write(bytes, start, count);
        } catch (IOException e) {
            throw new SpoolException(file, e);
        }
    }

    private void requireSpace(long bytes) throws SpoolException {
        if (bytes + size() <= MEMORY_BYTES) {
            return;
        }
        try {
            long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
            if (free - bytes < reserveBytes) {
                throw new IOException("needs " + Amounts.bytes(bytes) + ", " + Amounts.bytes(free) + " free, reserve "
                        + Amounts.bytes(reserveBytes));
            }
        } catch (IOException e) {
            throw new SpoolException(file, e);
        }
    }
}
