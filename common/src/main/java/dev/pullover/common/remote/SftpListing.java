package dev.pullover.common.remote;

import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/** Reads one open directory to its end, in the server's order. */
final class SftpListing {
    /** Of a small directory, the names and the news that there are no more come in one round trip. */
    private static final int MAX_IN_FLIGHT = 2;
    /** More answers than any directory has; OpenSSH puts 100 names into one. */
    private static final int MAX_ANSWERS = 1_000_000;
    /** More names than any directory has. */
    static final int MAX_NAMES = 5_000_000;

    private final SftpChannel channel;
    private final String name;
    private final byte[] handle;
    private final Consumer<RemoteEntry> entries;
    private int names;

    /**
     * @param name of the directory, for exceptions
     */
    SftpListing(SftpChannel channel, String name, byte[] handle, Consumer<RemoteEntry> entries) {
        this.channel = channel;
        this.name = name;
        this.handle = handle;
        this.entries = entries;
    }

    void run() throws IOException {
        Queue<Promise<Response, SFTPException>> pending = new ArrayDeque<>();
        for (int answer = 0; answer < MAX_ANSWERS; answer++) {
            while (pending.size() < MAX_IN_FLIGHT) {
                pending.add(channel.send(SftpMessages.about(channel, PacketType.READDIR, handle)));
            }
            Response response = channel.await(pending.remove());
            if (SftpMessages.isEnd(PacketType.NAME, channel, response, name)) {
                return;
            }
            deliver(response);
        }
        throw new FileSystemException(name, null, "endless: more than " + MAX_ANSWERS + " answers with names");
    }

    private void deliver(Response response) throws IOException {
        try {
            long count = response.readUInt32();
            for (long i = 0; i < count; i++) {
                if (++names > MAX_NAMES) {
                    throw new FileSystemException(name, null, "endless: more than " + MAX_NAMES + " names");
                }
                FilePath child = FilePath.ofBytes(response.readStringAsBytes());
                response.readStringAsBytes(); // as "ls -l" would print it
                RemoteStat stat = SftpAttributes.read(response);
                if (!isSelfOrParent(child)) {
                    checkName(child);
                    entries.accept(new RemoteEntry(child, stat));
                }
            }
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        }
    }

    private void checkName(FilePath child) throws RemoteException {
        String text = child.toString();
        if (text.isEmpty() || text.indexOf('/') >= 0 || text.contains("%00")) {
            throw channel.broken("impossible name '" + text + "' in " + name);
        }
    }

    private static boolean isSelfOrParent(FilePath child) {
        return child.toString().equals(".") || child.toString().equals("..");
    }
}
