package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.state.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which catalog this publisher writes: {@code publishlist.epoch} in its state directory has the first HEAD of
 * the epoch that it began. A catalog of another epoch is somebody else's, and not gone on with unasked.
 *
 * <p>Written before that HEAD is, so that a publisher killed between the two is completed by the next one.
 */
final class Identity {
    private final Path file;
    private final FileOps files;
    private boolean anchored;

    Identity(Path state, FileOps files) {
        this.file = state.resolve("publishlist.epoch");
        this.files = files;
    }

    /** The first HEAD of the epoch that was begun last; empty if there is none, or none that can be read. */
    Optional<CatalogHead> read() throws IOException {
        try {
            return Optional.of(CatalogHead.parse(Files.readAllBytes(file)));
        } catch (NoSuchFileException | CatalogFormatException e) {
            return Optional.empty();
        }
    }

    /** Remembers that {@code first} is about to be the HEAD. */
    void write(CatalogHead first) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        files.append(next, 0, first.bytes());
        files.rename(next, file);
        files.forceDirectory(file.getParent());
        AtomicFiles.forceName(file.getParent());
        anchored = true;
    }

    /** Once for each process: a publisher that was killed may have left its name in memory only. */
    void anchor() throws IOException {
        if (!anchored) {
            files.forceDirectory(file.getParent());
            AtomicFiles.forceName(file.getParent());
            anchored = true;
        }
    }

    /** Whether {@code own} is a child epoch of which the catalog at {@code head} does not know yet. */
    static boolean isChildOf(CatalogHead own, CatalogHead head) {
        CatalogHead.Parent parent = own.parent();
        return parent != null
                && parent.epoch().equals(head.epoch())
                && parent.seq() == head.seq()
                && parent.chain().equals(head.chain());
    }
}
