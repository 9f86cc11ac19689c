package dev.pullover.common.remote;

import static dev.pullover.common.remote.ScriptedSftpServer.ATTRS;
import static dev.pullover.common.remote.ScriptedSftpServer.DATA;
import static dev.pullover.common.remote.ScriptedSftpServer.HANDLE;
import static dev.pullover.common.remote.ScriptedSftpServer.NAME;
import static dev.pullover.common.remote.ScriptedSftpServer.STATUS;
import static dev.pullover.common.remote.ScriptedSftpServer.packet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.Escapes;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.schmizz.sshj.common.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers anything at all: what comes of it is an exception that names it, soon, and no large memory. */
class HostileSftpTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final FilePath PATH = FilePath.of("dir/file");
    private static final int LIMIT = 64 << 10;
    private static final long LARGE = 100_000;

    /** Types of requests. */
    private static final int READ = 5;

    private static final int READDIR = 12;
    private static final int OPEN = 3;
    private static final int OPENDIR = 11;

    private enum Operation {
        STAT,
        READ_ALL,
        READ,
        READ_SMALL,
        LIST;

        void run(RemoteStore store) throws IOException {
            switch (this) {
                case STAT -> store.stat(PATH);
                case READ_ALL -> store.readAll(PATH, LIMIT);
                case READ -> store.read(PATH, 0, LARGE, (buffer, offset, count) -> {});
                case READ_SMALL -> readSmall(store);
                case LIST ->
                    store.list(
                            PATH, entry -> assertFalse(entry.name().toString().contains("/")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {PacketLimit.MAX_BYTES + 1, 1 << 30, 0x7FFFFFFFL, 0xFFFFFFFFL})
    void answersThatWouldFillTheMemoryAreNotWaitedFor(long length) throws IOException {
        for (Operation operation : Operation.values()) {
            byte[] announcement =
                    ByteBuffer.allocate(5).putInt((int) length).put((byte) DATA).array();
            try (RemoteStore store = ScriptedSftpServer.store((type, id) -> announcement, LONG)) {
                RemoteException refused = assertThrows(RemoteException.class, () -> operation.run(store));
                // Its own reason, unless the next request finds the connection lost before that.
                boolean told = refused.kind() == FaultKind.PROTOCOL
                        && refused.getMessage().contains(length + " bytes");
                assertTrue(told || refused.kind() == FaultKind.RESET, refused.getMessage());
            }
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAnswerThatIsDrippedIsNotWaitedFor() throws IOException {
        byte[] body = ByteBuffer.allocate(4 + SftpChannel.MIN_CHUNK_BYTES)
                .putInt(SftpChannel.MIN_CHUNK_BYTES)
                .array();
        try (RemoteStore store = ScriptedSftpServer.dripping(
                (type, id) -> type == READ ? packet(DATA, id, body) : answer(type, id), SHORT)) {
            RemoteException refused = assertThrows(
                    RemoteException.class, () -> store.read(PATH, 0, LARGE, (buffer, offset, count) -> {}));
            assertEquals(FaultKind.TIMEOUT, refused.kind());
        }
    }

    @Test
    void aLongestPacketIsCountedByteByByte() throws IOException {
        PacketLimit limit = new PacketLimit();
        byte[] packet = ByteBuffer.allocate(4 + PacketLimit.MAX_BYTES)
                .putInt(PacketLimit.MAX_BYTES)
                .array();
        for (int at = 0; at < packet.length; at += 7) {
            limit.check(packet, at, Math.min(7, packet.length - at));
        }
        limit.check(packet, 0, packet.length);
        packet[1]++;
        assertThrows(IOException.class, () -> limit.check(packet, 0, 4));
    }

    @Test
    void sizesAndCountsThatNoFileHasAreRefused() throws IOException {
        byte[] negative = ScriptedSftpServer.attributes(-1);
        byte[] extended = ByteBuffer.allocate(8).putInt(0x80000000).putInt(-1).array();
        for (byte[] attributes : List.of(negative, extended, new byte[0], new byte[3])) {
            try (RemoteStore store = ScriptedSftpServer.store((type, id) -> packet(ATTRS, id, attributes), LONG)) {
                assertThrows(RemoteException.class, () -> store.stat(PATH));
            }
        }
    }

    @Test
    void moreThanWasAskedForIsRefused() throws IOException {
        for (int announced : new int[] {-1, 0, SftpChannel.MIN_CHUNK_BYTES + 1, Integer.MAX_VALUE}) {
            byte[] body = ByteBuffer.allocate(4 + 2 * SftpChannel.MIN_CHUNK_BYTES)
                    .putInt(announced)
                    .array();
            try (RemoteStore store = ScriptedSftpServer.store(
                    (type, id) -> type == READ ? packet(DATA, id, body) : answer(type, id), LONG)) {
                assertThrows(RemoteException.class, () -> store.read(PATH, 0, LARGE, (buffer, offset, count) -> {}));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/etc", "", "a\0b", "../a"})
    void namesThatNoDirectoryHasAreRefused(String name) throws IOException {
        try (RemoteStore store =
                ScriptedSftpServer.store((type, id) -> type == READDIR ? names(id, name, 1) : answer(type, id), LONG)) {
            RemoteException refused = assertThrows(RemoteException.class, () -> store.list(PATH, entry -> {}));
            assertHarmless(refused);
        }
    }

    @Test
    void anEndlessDirectoryEnds() throws IOException {
        long[] names = {0};
        try (RemoteStore store = ScriptedSftpServer.store(
                (type, id) -> type == READDIR ? names(id, "x", 20_000) : answer(type, id), LONG)) {
            FileSystemException refused =
                    assertThrows(FileSystemException.class, () -> store.list(PATH, entry -> names[0]++));
            assertTrue(refused.getMessage().contains("endless"), refused.getMessage());
        }
        assertEquals(SftpListing.MAX_NAMES, names[0]);
    }

    @Test
    void whatTheServerSaysDoesNotControlTheTerminal() throws IOException {
        String evil = "\u001b]0;owned\u0007\u001b[2J\r\nall is well\u202e".repeat(500);
        for (Operation operation : Operation.values()) {
            try (RemoteStore store =
                    ScriptedSftpServer.store((type, id) -> ScriptedSftpServer.status(id, 4, evil), LONG)) {
                IOException refused = operation == Operation.READ_SMALL
                        ? readSmall(store)
                        : assertThrows(IOException.class, () -> operation.run(store));
                assertHarmless(refused);
                assertTrue(refused.getMessage().contains("\\u001b]0;owned"), refused.getMessage());
            }
        }
        assertHarmless(new RemoteException("s", FaultKind.PROTOCOL, evil, null));
    }

    @Test
    void mutatedAnswersEndInAnExceptionOrInAnAnswer() throws IOException {
        long seed = Long.getLong("pullover.test.seed", 20_261_121L);
        int rounds = Soak.times(1_000, 100_000);
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            Random random = new Random(seed + round);
            Operation operation = Operation.values()[random.nextInt(Operation.values().length)];
            try (RemoteStore store = ScriptedSftpServer.store((type, id) -> mutated(answer(type, id), random), SHORT)) {
                operation.run(store);
            } catch (IOException e) {
                refused++;
                assertHarmless(e);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(operation + ", round " + round + ", -Dpullover.test.seed=" + seed, e);
            }
        }
        System.out.println("mutated SFTP answers: " + refused + " of " + rounds + " refused, seed " + seed);
        assertTrue(refused > rounds / 4 && refused < rounds, refused + " of " + rounds);
    }

    /** What one file was refused for. */
    private static IOException readSmall(RemoteStore store) throws IOException {
        List<IOException> refusals = new ArrayList<>();
        store.readSmall(List.of(new SmallFile() {
            @Override
            public FilePath path() {
                return PATH;
            }

            @Override
            public int length() {
                return 5;
            }

            @Override
            public void content(byte[] buffer, int offset, int count) {
                assertTrue(count <= length() && offset >= 0 && offset + count <= buffer.length);
            }

            @Override
            public void refused(IOException reason) {
                refusals.add(reason);
            }
        }));
        return refusals.isEmpty() ? new IOException("none") : refusals.get(0);
    }

    /** What a good server says. */
    private static byte[] answer(int type, int id) {
        return switch (type) {
            case OPEN, OPENDIR -> ScriptedSftpServer.handle(id);
            case READ ->
                packet(DATA, id, new Buffer.PlainBuffer().putString("hello").getCompactData());
            case READDIR -> id % 3 == 0 ? ScriptedSftpServer.status(id, 1, "end") : names(id, "file", 3);
            case 4 -> ScriptedSftpServer.status(id, 0, "ok");
            default -> ScriptedSftpServer.attributes(id, 5);
        };
    }

    private static byte[] names(int id, String name, int count) {
        Buffer.PlainBuffer body = new Buffer.PlainBuffer();
        body.putUInt32(count);
        for (int i = 0; i < count; i++) {
            body.putString(name.getBytes(StandardCharsets.UTF_8))
                    .putString("")
                    .putRawBytes(ScriptedSftpServer.attributes(5));
        }
        return packet(NAME, id, body.getCompactData());
    }

    /** Mostly as it is; else with bytes changed, cut, repeated, of another type or about another request. */
    private static byte[] mutated(byte[] answer, Random random) {
        byte[] bytes = answer.clone();
        switch (random.nextInt(8)) {
            case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            case 1 -> bytes[9 + random.nextInt(bytes.length - 9)] = (byte) random.nextInt();
            case 2 -> bytes[4] = (byte) (STATUS + random.nextInt(1 + ATTRS - STATUS));
            case 3 -> ByteBuffer.wrap(bytes).putInt(random.nextInt(bytes.length - 3), random.nextInt());
            case 4 -> {
                byte[] body = new byte[random.nextInt(40)];
                random.nextBytes(body);
                return packet(
                        HANDLE - 1 + random.nextInt(5), ByteBuffer.wrap(bytes).getInt(5), body);
            }
            default -> {
                return bytes;
            }
        }
        return bytes;
    }

    private static void assertHarmless(IOException refused) {
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.codePoints().noneMatch(Escapes::isHarmful), message);
        assertTrue(message.length() < 3_000, () -> message.length() + " characters");
    }
}
