package dev.pullover.common.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.config.Transport;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Keys;
import dev.pullover.testkit.OpenSshServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writing to a real OpenSSH server, and to a directory. */
class RemoteWriterIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long MTIME_NS = 1_712_345_678_000_000_000L;
    private static final int LARGE = 3_000_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"OPENSSH", "SSHJ"})
    void writesOverSftp(Transport transport) throws Exception {
        RequireOpenSsh.orSkip();
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        Path outbox = Files.createDirectory(directory.resolve("outbox"));
        try (OpenSshServer server = OpenSshServer.in(directory, key).start()) {
            URI uri = URI.create("sftp://" + server.user() + "@127.0.0.1:" + server.port() + outbox);
            writes(config(uri, List.of(server.hostKeyLine())), transport, outbox);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"OPENSSH", "SSHJ"})
    void aReadOnlyAccountIsToldByNameAndTheStoreStaysUsable(Transport transport) throws Exception {
        RequireOpenSsh.orSkip();
        String key = Keys.sshKeygen(directory.resolve("id"), "ed25519");
        Path outbox = Files.createDirectory(directory.resolve("outbox"));
        try (OpenSshServer server = OpenSshServer.in(directory, key)
                .option("ForceCommand internal-sftp -R")
                .start()) {
            URI uri = URI.create("sftp://" + server.user() + "@127.0.0.1:" + server.port() + outbox);
            ServerConfig config = config(uri, List.of(server.hostKeyLine()));
            try (RemoteWriter writer = RemoteStores.openForWriting(config, transport, TIMEOUT)) {
                for (String path : List.of("f", "a/f")) {
                    assertThrows(
                            AccessDeniedException.class,
                            () -> writer.put(
                                    FilePath.of(path), new ByteArrayInputStream(new byte[9]), 0644, MTIME_NS, true));
                }
            }
        }
        try (Stream<Path> left = Files.list(outbox)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void writesIntoADirectory() throws Exception {
        Path outbox = Files.createDirectory(directory.resolve("outbox"));
        writes(config(outbox.toUri(), List.of()), Transport.AUTO, outbox);
    }

    private static void writes(ServerConfig server, Transport transport, Path outbox) throws IOException {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);
        FilePath path = FilePath.of("a/b/large file");
        try (RemoteWriter writer = RemoteStores.openForWriting(server, transport, TIMEOUT)) {
            writer.put(path, new ByteArrayInputStream(content), 0640, MTIME_NS, false);

            Path file = outbox.resolve("a/b/large file");
            assertEquals(-1, java.util.Arrays.mismatch(content, Files.readAllBytes(file)));
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals(FileTime.from(Instant.ofEpochSecond(1_712_345_678)), Files.getLastModifiedTime(file));

            assertThrows(
                    FileAlreadyExistsException.class,
                    () -> writer.put(path, new ByteArrayInputStream(new byte[1]), 0644, MTIME_NS, false));
            assertEquals(LARGE, Files.size(file));

            writer.put(path, new ByteArrayInputStream(new byte[] {7}), 0644, MTIME_NS, true);
            assertEquals(1, Files.size(file));
            assertThrows(
                    IOException.class,
                    () -> writer.put(FilePath.of("../out"), new ByteArrayInputStream(content), 0644, 0, true));
        }
        try (Stream<Path> left = Files.list(outbox.resolve("a/b"))) {
            assertEquals(1, left.count(), "no temporary file is left");
        }
    }

    private ServerConfig config(URI uri, List<String> hostKeys) {
        return new ServerConfig("production", uri, Optional.of(directory.resolve("id")), Optional.empty(), hostKeys);
    }
}
