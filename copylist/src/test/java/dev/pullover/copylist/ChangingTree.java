package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogLedger.Followed;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A tree that changes, in the outboxes {@code production} and {@code backup} and in {@code state/catalog.db}: this plays
 * publisher, replication and synchrolist.
 */
final class ChangingTree implements AutoCloseable {
    private static final int PATHS = 600;
    private static final int MAX_SMALL = 20_000;
    private static final int LARGE = 3_000_000;
    private static final double SHARE_LARGE = 0.02;
    private static final double SHARE_DELETED = 0.15;
    private static final UUID EPOCH = new UUID(1, 1);

    private final List<Path> outboxes;
    private final Random random;
    private final SqliteCatalogLedger catalog;
    private final Map<String, Sha256> offered = new LinkedHashMap<>();
    private final Map<String, Set<Sha256>> ever = new LinkedHashMap<>();
    private long seq;
    private long deleted;
    private long replaced;

    ChangingTree(Path root, Random random) throws IOException {
        this.random = random;
        this.outboxes = List.of(root.resolve("production"), root.resolve("backup"));
        for (Path outbox : outboxes) {
            Path head = CatalogLayout.in(outbox, CatalogLayout.HEAD);
            Files.createDirectories(head.getParent());
            Files.createFile(head);
        }
        Files.createDirectories(root.resolve("state"));
        this.catalog = SqliteCatalogLedger.open(root.resolve("state/catalog.db"), random);
    }

    /** Publishes so many changes. */
    void change(int changes) throws IOException {
        List<CatalogLine> lines = new ArrayList<>();
        Set<String> changed = new HashSet<>();
        while (lines.size() < changes) {
            String path = "d" + random.nextInt(20) + "/f" + random.nextInt(PATHS / 20);
            if (changed.add(path)) {
                lines.add(offered.containsKey(path) && random.nextDouble() < SHARE_DELETED ? delete(path) : put(path));
            }
        }
        CatalogPosition end = new CatalogPosition(1, seq, seq, Sha256.ZERO);
        catalog.apply(lines, List.of(), new Followed(EPOCH, null, Instant.EPOCH, end));
    }

    String counts() {
        return seq + " changes: " + (seq - deleted - replaced) + " new, " + replaced + " replaced, " + deleted
                + " deleted; " + offered.size() + " files at the end";
    }

    /** Throws if a visible file is none that was ever published. */
    void assertNothingHalf(Path replica) throws IOException {
        for (Path file : visible(replica)) {
            String path = replica.relativize(file).toString();
            if (!ever.getOrDefault(path, Set.of()).contains(Sha256.hash(Files.readAllBytes(file)))) {
                throw new AssertionError(path + " has content that was never published");
            }
        }
    }

    /** Throws unless exactly what is offered is there. */
    void assertReplicated(Path replica) throws IOException {
        Map<String, Sha256> found = new LinkedHashMap<>();
        for (Path file : visible(replica)) {
            found.put(replica.relativize(file).toString(), Sha256.hash(Files.readAllBytes(file)));
        }
        if (!found.equals(offered)) {
            Map<String, Sha256> missing = new LinkedHashMap<>(offered);
            missing.entrySet().removeAll(found.entrySet());
            found.entrySet().removeAll(offered.entrySet());
            throw new AssertionError("missing or different: " + missing.keySet() + "; wrong: " + found.keySet());
        }
    }

    @Override
    public void close() {
        catalog.close();
    }

    private CatalogLine put(String path) throws IOException {
        byte[] content = new byte[random.nextDouble() < SHARE_LARGE ? LARGE : random.nextInt(MAX_SMALL)];
        random.nextBytes(content);
        for (Path outbox : outboxes) {
            Path file = outbox.resolve(path);
            Files.createDirectories(file.getParent());
            Path temporary = Files.write(outbox.resolve(".pullover/new"), content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
        Sha256 hash = Sha256.hash(content);
        replaced += offered.put(path, hash) == null ? 0 : 1;
        ever.computeIfAbsent(path, none -> new HashSet<>()).add(hash);
        return CatalogLine.put(++seq, content.length, seq * 1_000_000_007L, 0644, hash, seq, FilePath.of(path));
    }

    private CatalogLine delete(String path) throws IOException {
        for (Path outbox : outboxes) {
            Files.delete(outbox.resolve(path));
        }
        offered.remove(path);
        deleted++;
        return CatalogLine.del(++seq, seq, FilePath.of(path));
    }

    private static List<Path> visible(Path replica) throws IOException {
        if (!Files.exists(replica)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(replica)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && !file.startsWith(replica.resolve(".pullover")))
                    .toList();
        }
    }
}
