package dev.pullover.common.remote;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import net.schmizz.sshj.sftp.PacketType;
import org.jspecify.annotations.Nullable;

/** Reads a large file over all connections to its server that there are, once they are there. */
final class SftpLargeRead {
    private final SftpLanes lanes;
    private final SftpChannel channel;
    private final byte[] handle;
    private final byte[] path;
    private final String name;
    private final Set<SftpChannel> tried = new HashSet<>();
    private @Nullable RemoteStat open;

    /**
     * @param handle of the open file, on {@code channel}
     * @param path absolute, for opening it on others
     * @param name for exceptions
     */
    SftpLargeRead(SftpLanes lanes, SftpChannel channel, byte[] handle, byte[] path, String name) {
        this.lanes = lanes;
        this.channel = channel;
        this.handle = handle;
        this.path = path;
        this.name = name;
    }

    /** As {@link SftpPipeline#run}. */
    long run(SftpPipeline pipeline) throws IOException {
        lanes.begin();
        try {
            long delivered = 0;
            for (int count = pipeline.step(); count > 0; count = pipeline.step()) {
                delivered += count;
                lanes.delivered(count);
                join(pipeline);
            }
            return delivered;
        } finally {
            pipeline.closeAdded();
            lanes.end();
        }
    }

    private void join(SftpPipeline pipeline) throws IOException {
        for (SftpChannel another : lanes.extra()) {
            if (tried.add(another)) {
                openOn(another).ifPresent(pipeline::add);
            }
        }
    }

    /** Not of another file, which may have taken its name since it was opened. */
    private Optional<SftpPipeline.Lane> openOn(SftpChannel another) throws IOException {
        if (open == null) {
            open = stat(channel, handle);
        }
        try {
            byte[] there = SftpMessages.handle(another, another.call(SftpMessages.open(another, path)), name);
            if (stat(another, there).equals(open)) {
                return Optional.of(new SftpPipeline.Lane(another, there, () -> lanes.lost(another)));
            }
            another.closeHandle(there);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (RemoteException e) {
            lanes.lost(another);
        } catch (IOException e) {
            // Deleted, or not to be read any more: it goes on to come where it is open.
        }
        return Optional.empty();
    }

    private RemoteStat stat(SftpChannel on, byte[] open) throws IOException {
        return SftpMessages.attributes(on, on.call(SftpMessages.about(on, PacketType.FSTAT, open)), name);
    }
}
