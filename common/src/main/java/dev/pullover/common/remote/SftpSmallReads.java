package dev.pullover.common.remote;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Reads several small files in two round trips: all are opened, then all are read, each as soon as it is open. Nobody
 * waits for the answer to closing.
 */
final class SftpSmallReads {
    private static final byte[] NOTHING = new byte[0];

    private final SftpChannel channel;
    private final Deque<Sent> opening = new ArrayDeque<>();
    private final Deque<Sent> reading = new ArrayDeque<>();

    private record Sent(SmallFile file, byte[] handle, Promise<Response, SFTPException> answer) {}

    SftpSmallReads(SftpChannel channel) {
        this.channel = channel;
    }

    /** @param absolutePaths of the files, in their order */
    void run(List<SmallFile> files, List<byte[]> absolutePaths) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            opening.add(new Sent(
                    files.get(i), NOTHING, channel.sendWithNext(SftpMessages.open(channel, absolutePaths.get(i)))));
        }
        for (Sent sent = opening.poll(); sent != null; sent = opening.poll()) {
            opened(sent);
        }
        for (Sent sent = reading.poll(); sent != null; sent = reading.poll()) {
            read(sent);
        }
        channel.release();
    }

    private void opened(Sent sent) throws IOException {
        SmallFile file = sent.file;
        try {
            byte[] handle = SftpMessages.handle(channel, channel.await(sent.answer), RemotePaths.name(file.path()));
            if (file.length() > 0) {
                Promise<Response, SFTPException> answer =
                        channel.sendWithNext(SftpMessages.read(channel, handle, 0, file.length()));
                reading.add(new Sent(file, handle, answer));
            } else {
                close(handle);
                file.content(NOTHING, 0, 0);
            }
        } catch (RemoteException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            file.refused(e);
        }
    }

    private void read(Sent sent) throws IOException {
        SmallFile file = sent.file;
        String name = RemotePaths.name(file.path());
        Response data = channel.await(sent.answer);
        close(sent.handle);
        try {
            if (SftpMessages.isEnd(PacketType.DATA, channel, data, name)) {
                file.content(NOTHING, 0, 0);
                return;
            }
            int count = data.readUInt32AsInt();
            if (count < 0 || count > file.length() || count > data.available()) {
                throw channel.broken("asked for " + file.length() + " bytes of " + name + ", got " + count);
            }
            file.content(data.array(), data.rpos(), count);
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        } catch (RemoteException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            file.refused(e);
        }
    }

    private void close(byte[] handle) throws IOException {
        channel.sendWithNext(SftpMessages.about(channel, PacketType.CLOSE, handle));
    }
}
