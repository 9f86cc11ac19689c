package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.state.AtomicFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox with its catalog. Changes it by whole batches: {@link #publish} either happens, or is
 * completed by the next {@link #recover}, or leaves no trace.
 */
final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private final Path root;
    private final FileOps files;
    private final OutboxTree tree;
    private final Clock clock;
    private final Path temporaries;
    private final Path journalFile;
    private final Path headFile;
    private boolean anchored;

    Outbox(Path root, FileOps files, Clock clock) {
        this.root = root;
        this.files = files;
        this.tree = new OutboxTree(root, files);
        this.clock = clock;
        this.temporaries = CatalogLayout.in(root, CatalogLayout.TMP);
        this.journalFile = temporaries.resolve("journal");
        this.headFile = CatalogLayout.in(root, CatalogLayout.HEAD);
    }

    Path root() {
        return root;
    }

    OutboxTree tree() {
        return tree;
    }

    /** Where the content of line {@code seq} waits to be put in place. */
    Path temporary(long seq) {
        return temporary("put-" + seq);
    }

    /** A file of the publisher's own, removed by the next {@link #recover} if it is still there. */
    Path temporary(String name) {
        return temporaries.resolve(name);
    }

    /** The catalog's HEAD, or empty if no catalog was ever begun here. */
    Optional<CatalogHead> readHead() throws IOException {
        try {
            return Optional.of(CatalogHead.parse(Files.readAllBytes(headFile)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CatalogFormatException e) {
            throw LocalCatalog.damaged(root, headFile + ": " + e.getMessage(), null);
        }
    }

    /** Begins a catalog: {@code head} is its empty one. */
    CatalogHead begin(CatalogHead head) throws IOException {
        for (FilePath directory :
                List.of(FilePath.of(FilePath.PRIVATE_DIRECTORY), CatalogLayout.TMP, CatalogLayout.CATALOG)) {
            Path path = CatalogLayout.in(root, directory);
            if (!Files.isDirectory(path)) {
                files.createDirectory(path);
            }
            // Also of one that is there: it may be in memory only, if the one before was killed.
            files.forceDirectory(path.getParent());
        }
        AtomicFiles.forceName(root);
        append(head.segment(), head.length(), new byte[0]);
        replaceHead(head);
        log.info("new catalog in {}, epoch {}", root, head.epoch());
        return head;
    }

    /**
     * Goes on from a catalog that another publisher wrote. What that one had begun and not published is
     * thrown away: of its temporaries a copy made by others may have some only.
     *
     * @param found the head of that catalog, whose lines have been checked
     * @param child the first head of the new epoch
     */
    CatalogHead takeOver(CatalogHead found, CatalogHead child) throws IOException {
        tree.forget();
        removeTemporaries();
        cutToHead(found);
        append(child.segment(), 0, new byte[0]);
        replaceHead(child);
        log.info("catalog of epoch {} taken over at seq {}, new epoch {}", found.epoch(), found.seq(), child.epoch());
        return child;
    }

    /** Ends the last segment and begins an empty one. */
    CatalogHead seal(CatalogHead head) throws IOException {
        CatalogHead sealed = head.advance(head.position().nextSegment(), clock.instant());
        append(sealed.segment(), 0, new byte[0]);
        replaceHead(sealed);
        return sealed;
    }

    /** Gives a file that is written the permissions that the catalog's others have. */
    void makeReadableAsSegments(Path file) throws IOException {
        FileStat like = FileStat.of(headFile);
        files.setAttributes(file, like.permissions(), like.mtimeNs());
    }

    /** Puts a whole file, forced to disk, into the catalog's directory. */
    void putIntoCatalog(Path temporary, FilePath name) throws IOException {
        files.forceDirectory(temporaries);
        files.rename(temporary, CatalogLayout.in(root, name));
        files.forceDirectory(headFile.getParent());
    }

    /**
     * Completes what a killed publisher left and removes its temporaries.
     *
     * @return the head after that
     */
    CatalogHead recover(CatalogHead found) throws IOException {
        CatalogHead head = found;
        anchor();
        tree.forget();
        Optional<Journal> journal = readJournal(found);
        if (journal.isPresent()) {
            log.info(
                    "completing a batch of {} up to seq {}",
                    journal.get().lines().size(),
                    journal.get().head().seq());
            // It may be in memory only, if the one before was killed: what is put in place now must not outlive it.
            files.force(journalFile);
            files.forceDirectory(temporaries);
            journal.get().lines().forEach(line -> tree.doubt(line.path()));
            apply(journal.get(), found);
            head = journal.get().head();
        }
        cutToHead(head);
        removeTemporaries();
        return head;
    }

    /**
     * Publishes a batch: the content of each put is in its {@link #temporary} file, forced to disk, or else
     * already in place.
     *
     * @param start where its lines go: the end of {@code before}, or a new segment
     * @return the head after it
     */
    CatalogHead publish(CatalogHead before, CatalogPosition start, List<CatalogLine> lines) throws IOException {
        Journal journal = Journal.of(before, start, lines, clock.instant());
        // The names of the contents before the journal: one that is read without its temporary was put in place.
        files.forceDirectory(temporaries);
        files.append(journalFile, 0, journal.bytes());
        files.forceDirectory(temporaries);
        apply(journal, before);
        return journal.head();
    }

    /** Each step may have been done before: a killed publisher's batch is applied again from the start. */
    private void apply(Journal journal, CatalogHead current) throws IOException {
        if (!journal.head().equals(current)) {
            List<CatalogLine> puts =
                    journal.lines().stream().filter(line -> line.op() == Op.PUT).toList();
            for (CatalogLine line : puts) {
                if (Files.exists(temporary(line.seq()))) {
                    tree.makeRoom(line.path());
                }
            }
            // Before anything is in them: with a directory that a power cut takes, the only copy would go.
            tree.force();
            for (CatalogLine line : puts) {
                put(line);
            }
            tree.force();
            append(journal.head().segment(), journal.offset(), journal.appended());
            replaceHead(journal.head());
        }
        for (CatalogLine line : journal.lines()) {
            if (line.op() == Op.DEL) {
                tree.remove(line.path());
            }
        }
        tree.force();
        files.delete(journalFile);
    }

    private void put(CatalogLine line) throws IOException {
        Path temporary = temporary(line.seq());
        if (Files.exists(temporary)) {
            tree.put(temporary, line.path());
        } else if (FileStat.ifExists(tree.file(line.path())).isPresent()) {
            tree.setAttributes(line.path(), line.mode(), line.mtimeNs());
        }
    }

    private void append(long number, long offset, byte[] content) throws IOException {
        Path segment = CatalogLayout.in(root, CatalogLayout.segment(number));
        boolean isNew = !Files.exists(segment);
        files.append(segment, offset, content);
        if (isNew) {
            files.forceDirectory(segment.getParent());
        }
    }

    private void replaceHead(CatalogHead head) throws IOException {
        Path next = temporaries.resolve("HEAD");
        files.append(next, 0, head.bytes());
        files.rename(next, headFile);
        files.forceDirectory(headFile.getParent());
    }

    /** Once for each process: what is there may be in memory only, if the one before was killed. */
    private void anchor() throws IOException {
        if (!anchored) {
            files.forceDirectory(headFile.getParent());
            files.forceDirectory(headFile.getParent().getParent());
            files.forceDirectory(root);
            AtomicFiles.forceName(root);
            anchored = true;
        }
    }

    private Optional<Journal> readJournal(CatalogHead head) throws IOException {
        try {
            return Journal.parse(Files.readAllBytes(journalFile), head);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void removeTemporaries() throws IOException {
        if (!Files.isDirectory(temporaries)) {
            files.createDirectory(temporaries);
        }
        for (Path leftover : list(temporaries)) {
            files.delete(leftover);
        }
    }

    private void cutToHead(CatalogHead head) throws IOException {
        Path segment = CatalogLayout.in(root, CatalogLayout.segment(head.segment()));
        long length = FileStat.ifExists(segment).map(FileStat::size).orElse(-1L);
        if (length < head.length()) {
            throw LocalCatalog.damaged(
                    root,
                    segment + (length < 0 ? " is missing" : " has " + length + " bytes") + ", HEAD says "
                            + head.length(),
                    null);
        }
        if (length > head.length()) {
            files.append(segment, head.length(), new byte[0]);
        }
        CatalogFiles found = CatalogFiles.list(root);
        for (long later : found.segments().tailSet(head.segment(), false)) {
            files.delete(CatalogLayout.in(root, CatalogLayout.segment(later)));
        }
        for (long later : found.bases().tailSet(head.segment())) {
            files.delete(CatalogLayout.in(root, CatalogLayout.base(later)));
        }
    }

    /** Before a catalog is begun: there must be none that only lost its HEAD. */
    void refuseSegmentsWithoutHead() throws IOException {
        Path catalog = headFile.getParent();
        if (!Files.isDirectory(catalog)) {
            return;
        }
        for (Path file : list(catalog)) {
            if (FileStat.of(file).size() > 0) {
                throw LocalCatalog.damaged(
                        root, headFile + " is missing although there is " + file.getFileName(), null);
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(directory)) {
            return StreamSupport.stream(names.spliterator(), false).sorted().toList();
        }
    }
}
