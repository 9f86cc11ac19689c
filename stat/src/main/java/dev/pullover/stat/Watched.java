package dev.pullover.stat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Something that is read from files, and read again only when one of them has changed. One thread. */
final class Watched<T> {
    private final List<Path> files;
    private final Callable<T> reader;
    private List<Object> signature = List.of();
    private @Nullable T value;

    Watched(List<Path> files, Callable<T> reader) {
        this.files = List.copyOf(files);
        this.reader = reader;
    }

    /** What the files say now. */
    T get() {
        List<Object> now = signature();
        T known = value;
        if (known == null || !now.equals(signature)) {
            known = read();
            value = known;
            signature = now;
        }
        return known;
    }

    private T read() {
        try {
            return reader.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Taken before the files are read: what changes meanwhile is read the next time. */
    private List<Object> signature() {
        List<Object> all = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                all.add(List.of(
                        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
            } catch (NoSuchFileException e) {
                all.add("absent");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }
}
