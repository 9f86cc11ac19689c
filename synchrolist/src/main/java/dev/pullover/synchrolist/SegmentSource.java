package dev.pullover.synchrolist;

import dev.pullover.common.remote.RemoteSink;
import java.io.IOException;

/** Where the bytes of segments come from. */
@FunctionalInterface
interface SegmentSource {
    /**
     * Delivers up to {@code length} bytes of a segment, from {@code offset} on.
     *
     * @return how many were delivered; fewer than {@code length} at the end of the segment, 0 if there is no such segment
     */
    long read(long segment, long offset, long length, RemoteSink sink) throws IOException;
}
