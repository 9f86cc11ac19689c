package dev.pullover.synchrolist;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Chain;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.catalog.SnapshotHead;
import dev.pullover.common.catalog.SnapshotWriter;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.common.state.AtomicFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes a catalog as publishlist does, in memory: lines are added, then published to any number of outboxes. */
final class Publisher {
    static final Instant BEGUN = Instant.parse("2026-11-21T01:00:00Z");

    private final TreeMap<Long, ByteArrayOutputStream> segments = new TreeMap<>();
    private final List<CatalogLine> lines = new ArrayList<>();
    private final Chain chain;
    private final UUID epoch;
    private final CatalogHead.@Nullable Parent parent;
    private Instant now;
    private CatalogHead head;

    private Publisher(UUID epoch, CatalogHead.@Nullable Parent parent, Sha256 chain, Instant now) {
        this.epoch = epoch;
        this.parent = parent;
        this.chain = new Chain(chain);
        this.now = now;
        this.head = CatalogHead.empty(epoch, now);
    }

    /** A catalog begun anew. */
    static Publisher begin(long epoch) {
        Publisher publisher = new Publisher(new UUID(epoch, epoch), null, Sha256.ZERO, BEGUN.plusSeconds(epoch));
        publisher.segments.put(1L, new ByteArrayOutputStream());
        return publisher;
    }

    /** Another one with the same content and identity, that goes on by itself. */
    Publisher twin() {
        return copyTo(new Publisher(epoch, parent, chain.value(), now));
    }

    /** A child of this catalog, as it is now. */
    Publisher child(long childEpoch) {
        CatalogHead.Parent branch = new CatalogHead.Parent(epoch, lines.size(), chain.value());
        Publisher child = copyTo(new Publisher(new UUID(childEpoch, childEpoch), branch, chain.value(), now));
        child.advance();
        return child;
    }

    Publisher put(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return add(CatalogLine.put(
                lines.size() + 1, bytes.length, 1_000_000_000L, 0644, Sha256.hash(bytes), 7, FilePath.of(path)));
    }

    Publisher del(String path) {
        return add(CatalogLine.del(lines.size() + 1, 7, FilePath.of(path)));
    }

    Publisher add(CatalogLine line) {
        lines.add(line);
        chain.add(line);
        ByteArrayOutputStream segment = segments.lastEntry().getValue();
        segment.writeBytes(line.bytes());
        segment.write('\n');
        advance();
        return this;
    }

    /** The next line begins a new segment. None is sealed empty. */
    Publisher seal() {
        if (segments.lastEntry().getValue().size() > 0) {
            segments.put(segments.lastKey() + 1, new ByteArrayOutputStream());
        }
        return this;
    }

    /** Puts all files of the catalog in place. */
    Publisher publish(MemoryOutbox outbox) {
        publishSegments(outbox);
        publishHead(outbox);
        return this;
    }

    /** Puts all files of the catalog in place in a directory. */
    void publish(Path outbox) throws IOException {
        Files.createDirectories(CatalogLayout.in(outbox, CatalogLayout.CATALOG));
        for (var segment : segments.entrySet()) {
            Files.write(
                    CatalogLayout.in(outbox, CatalogLayout.segment(segment.getKey())),
                    segment.getValue().toByteArray());
        }
        AtomicFiles.replace(CatalogLayout.in(outbox, CatalogLayout.HEAD), head.bytes());
    }

    /** Writes the snapshot behind a sealed segment. */
    Publisher snapshot(MemoryOutbox outbox, long segment) {
        outbox.putFile(CatalogLayout.base(segment), base(segment), now.getEpochSecond());
        return this;
    }

    /** Removes segments up to this one, as compaction does that has written snapshots. */
    Publisher dropSegments(MemoryOutbox outbox, long segment) {
        segments.headMap(segment, true).keySet().forEach(number -> outbox.remove(CatalogLayout.segment(number)));
        return this;
    }

    /** The snapshot of what is offered behind a segment. */
    byte[] base(long segment) {
        try {
            TreeMap<FilePath, CatalogLine> offered = new TreeMap<>();
            Chain upTo = new Chain(Sha256.ZERO);
            long last = 0;
            for (ByteArrayOutputStream content : segments.headMap(segment, true).values()) {
                for (String text :
                        content.toString(StandardCharsets.US_ASCII).lines().toList()) {
                    CatalogLine line = CatalogLine.parse(text);
                    upTo.add(line);
                    last = line.seq();
                    offered.put(line.path(), line);
                }
            }
            offered.values().removeIf(line -> line.op() == CatalogLine.Op.DEL);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SnapshotWriter writer = new SnapshotWriter(out, new SnapshotHead(epoch, segment, last, upTo.value()));
            for (CatalogLine line : offered.values()) {
                writer.add(line);
            }
            writer.finish();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of one of the catalog's files. */
    byte[] file(FilePath file) {
        if (file.equals(CatalogLayout.HEAD)) {
            return head.bytes();
        }
        return segments.entrySet().stream()
                .filter(segment -> file.equals(CatalogLayout.segment(segment.getKey())))
                .findFirst()
                .orElseThrow()
                .getValue()
                .toByteArray();
    }

    /** The same catalog when it had so many lines. */
    Publisher upTo(int count) {
        Publisher earlier = new Publisher(epoch, parent, Sha256.ZERO, BEGUN);
        earlier.segments.put(1L, new ByteArrayOutputStream());
        int added = 0;
        for (ByteArrayOutputStream content : segments.values()) {
            int here = (int) content.toString(StandardCharsets.US_ASCII).lines().count();
            for (int i = 0; i < here && added < count; i++) {
                earlier.add(lines.get(added++));
            }
            if (added < count) {
                earlier.seal();
            }
        }
        return earlier;
    }

    /** Number of the last segment. */
    long lastSegment() {
        return segments.lastKey();
    }

    void publishSegments(MemoryOutbox outbox) {
        segments.forEach((number, content) ->
                outbox.putFile(CatalogLayout.segment(number), content.toByteArray(), now.getEpochSecond()));
    }

    void publishHead(MemoryOutbox outbox) {
        outbox.putFile(CatalogLayout.HEAD, head.bytes(), now.getEpochSecond());
    }

    CatalogHead head() {
        return head;
    }

    UUID epoch() {
        return epoch;
    }

    List<CatalogLine> lines() {
        return List.copyOf(lines);
    }

    byte[] segment(long number) {
        return segments.get(number).toByteArray();
    }

    private Publisher copyTo(Publisher other) {
        segments.forEach((number, content) -> {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            copy.writeBytes(content.toByteArray());
            other.segments.put(number, copy);
        });
        other.lines.addAll(lines);
        other.advance();
        return other;
    }

    private void advance() {
        now = now.plusMillis(1);
        long length = segments.lastEntry().getValue().size();
        CatalogPosition end = new CatalogPosition(segments.lastKey(), length, lines.size(), chain.value());
        head = new CatalogHead(epoch, parent, end.seq(), end.segment(), end.offset(), end.chain(), now);
    }
}
