package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.remote.RemoteSink;
import dev.pullover.common.remote.RemoteStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** The snapshots on a server, by the numbers of their segments, negative to tell them from these. */
record RemoteSnapshots(RemoteStore store) implements SegmentSource {
    /** The number by which a snapshot is asked for. */
    static long key(long snapshot) {
        return -snapshot;
    }

    /** One that went while others were read is like an empty one: not all there. */
    @Override
    public long read(long key, long offset, long length, RemoteSink sink) throws IOException {
        try {
            return store.read(CatalogLayout.base(-key), offset, length, sink);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
