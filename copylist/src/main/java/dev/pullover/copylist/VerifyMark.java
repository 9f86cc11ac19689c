package dev.pullover.copylist;

import com.fasterxml.jackson.core.JacksonException;
import dev.pullover.common.state.AtomicFiles;
import dev.pullover.common.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a verification has come, in {@code verify.json} while one is under way or was broken off.
 *
 * @param format 1
 * @param after the last path that was compared, escaped; empty if none was
 * @param files that were compared
 * @param bytes of them
 * @param differences that were found
 */
record VerifyMark(int format, String after, long files, long bytes, long differences) {
    static final VerifyMark START = new VerifyMark(1, "", 0, 0, 0);

    VerifyMark {
        Objects.requireNonNull(after, "after");
    }

    VerifyMark plus(String path, long size, boolean differs) {
        return new VerifyMark(format, path, files + 1, bytes + size, differences + (differs ? 1 : 0));
    }

    /** The mark in a file, if there is one that can be understood. */
    static Optional<VerifyMark> read(Path file) throws IOException {
        try {
            return Optional.of(Json.read(Json.mapper(), Files.readAllBytes(file), VerifyMark.class));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        AtomicFiles.replace(file, Json.mapper().writeValueAsBytes(this));
    }
}
