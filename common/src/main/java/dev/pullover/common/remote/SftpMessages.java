package dev.pullover.common.remote;

import dev.pullover.common.message.Escapes;
import dev.pullover.common.message.Utf8;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPEngine;

/**
 * Builds the requests and takes apart the answers of SFTP version 3, as far as a reader needs them
 * (draft-ietf-secsh-filexfer-02, sections 6 and 7). Paths are bytes, in no charset.
 */
final class SftpMessages {
    private static final int OPEN_FOR_READING = 1;
    private static final int NO_ATTRIBUTES = 0;
    /** Of what the server says, which ends in messages for people. */
    private static final int MAX_TEXT_BYTES = 200;

    private SftpMessages() {}

    /** A request of {@code type} about a path or, likewise, an open handle. */
    static Request about(SftpChannel channel, PacketType type, byte[] pathOrHandle) {
        return channel.request(type).putString(pathOrHandle);
    }

    static Request open(SftpChannel channel, byte[] path) {
        return about(channel, PacketType.OPEN, path).putUInt32(OPEN_FOR_READING).putUInt32(NO_ATTRIBUTES);
    }

    static Request read(SftpChannel channel, byte[] handle, long offset, int length) {
        return about(channel, PacketType.READ, handle).putUInt64(offset).putUInt32(length);
    }

    /** The most that the server delivers in one answer, in bytes; empty if it does not say, or says that it has no limit. */
    static Optional<Long> readLimit(SftpChannel channel, SFTPEngine engine) throws IOException {
        if (!engine.supportsServerExtension("limits", "openssh.com")) {
            return Optional.empty();
        }
        Response response = channel.call(engine.newExtendedRequest("limits@openssh.com"));
        try {
            expect(PacketType.EXTENDED_REPLY, channel, response, "limits");
            response.readUInt64(); // of a packet
            return Optional.of(response.readUInt64()).filter(limit -> limit > 0);
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }

    static byte[] handle(SftpChannel channel, Response response, String name) throws IOException {
        expect(PacketType.HANDLE, channel, response, name);
        try {
            return response.readBytes();
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        }
    }

    static RemoteStat attributes(SftpChannel channel, Response response, String name) throws IOException {
        expect(PacketType.ATTRS, channel, response, name);
        try {
            return SftpAttributes.read(response);
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        }
    }

    /**
     * Whether there is nothing more, of a file or a directory.
     *
     * @param type what else is expected
     * @throws IOException what the server says, if it is neither
     */
    static boolean isEnd(PacketType type, SftpChannel channel, Response response, String name) throws IOException {
        if (response.getType() == PacketType.STATUS) {
            StatusCode code = code(channel, response);
            if (code != StatusCode.EOF) {
                throw exception(code, channel, response, name);
            }
            return true;
        }
        expect(type, channel, response, name);
        return false;
    }

    /** @throws IOException what the server says, if it did not do it */
    static void expectOk(SftpChannel channel, Response response, String name) throws IOException {
        if (response.getType() != PacketType.STATUS) {
            throw channel.broken("unexpected answer " + response.getType() + " about " + name);
        }
        StatusCode code = code(channel, response);
        if (code != StatusCode.OK) {
            throw exception(code, channel, response, name);
        }
    }

    private static void expect(PacketType type, SftpChannel channel, Response response, String name)
            throws IOException {
        if (response.getType() == PacketType.STATUS) {
            throw exception(code(channel, response), channel, response, name);
        }
        if (response.getType() != type) {
            throw channel.broken("unexpected answer " + response.getType() + " about " + name);
        }
    }

    private static StatusCode code(SftpChannel channel, Response response) throws RemoteException {
        try {
            return StatusCode.fromInt(response.readUInt32AsInt());
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        }
    }

    private static FileSystemException exception(StatusCode code, SftpChannel channel, Response response, String name)
            throws RemoteException {
        return switch (code) {
            case NO_SUCH_FILE, NO_SUCH_PATH -> new NoSuchFileException(name);
            case PERMISSION_DENIED -> new AccessDeniedException(name);
            case NOT_A_DIRECTORY -> new NotDirectoryException(name);
            default -> new FileSystemException(name, null, "the server says: " + text(code, channel, response));
        };
    }

    private static String text(StatusCode code, SftpChannel channel, Response response) throws RemoteException {
        try {
            String text = response.available() == 0 ? "" : response.readString();
            return text.isBlank() ? code.name() : Escapes.escape(Utf8.cut(text, MAX_TEXT_BYTES));
        } catch (Buffer.BufferException e) {
            throw channel.broken(e);
        }
    }
}
