package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** The segments on a server. */
record RemoteSegments(RemoteStore store) implements SegmentSource {
    /** A missing segment is like one without lines: if there should be some, the next one or HEAD tells. */
    @Override
    public long read(long segment, long offset, long length, RemoteSink sink) throws IOException {
        try {
            return store.read(CatalogLayout.segment(segment), offset, length, sink);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
