package dev.pullover.common.catalog;

import dev.pullover.common.path.FilePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Small catalogs for tests: the one of the golden files, and random ones. */
record SampleCatalog(List<CatalogLine> lines, byte[] segment, CatalogHead head) {
    static final UUID EPOCH = UUID.fromString("6f1c2a34-0b5d-4e7f-8a91-b2c3d4e5f607");
    static final Instant PUBLISHED = Instant.parse("2026-11-21T01:02:03.000000004Z");
    static final long PUBLISHED_NS = 1_795_222_923_000_000_004L;

    static SampleCatalog golden() {
        byte[] newline = "tab\tline\n%".getBytes(StandardCharsets.UTF_8);
        return of(List.of(
                CatalogLine.put(
                        1,
                        5,
                        1_700_000_000_123_456_789L,
                        0644,
                        Sha256.hash("hello".getBytes(StandardCharsets.UTF_8)),
                        PUBLISHED_NS,
                        FilePath.of("a/b c.csv")),
                CatalogLine.put(2, 0, -1, 07777, Sha256.hash(new byte[0]), PUBLISHED_NS, FilePath.ofBytes(newline)),
                CatalogLine.put(
                        3, Long.MAX_VALUE, Long.MIN_VALUE, 0, Sha256.ZERO, Long.MAX_VALUE, FilePath.of("müßig/-x")),
                CatalogLine.del(4, PUBLISHED_NS, FilePath.of("a/b c.csv"))));
    }

    static SampleCatalog random(Random random, int count) {
        List<CatalogLine> lines = new ArrayList<>();
        for (int seq = 1; seq <= count; seq++) {
            lines.add(randomLine(random, seq));
        }
        return of(lines);
    }

    static CatalogLine randomLine(Random random, long seq) {
        byte[] name = new byte[1 + random.nextInt(40)];
        random.nextBytes(name);
        FilePath path = FilePath.ofBytes(name);
        long published = random.nextLong() & Long.MAX_VALUE;
        if (random.nextInt(5) == 0) {
            return CatalogLine.del(seq, published, path);
        }
        byte[] hash = new byte[Sha256.BYTES];
        random.nextBytes(hash);
        return CatalogLine.put(
                seq,
                random.nextLong() & Long.MAX_VALUE,
                random.nextLong(),
                random.nextInt(CatalogLine.MAX_MODE + 1),
                Sha256.ofBytes(hash),
                published,
                path);
    }

    static SampleCatalog of(List<CatalogLine> lines) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        Chain chain = new Chain(Sha256.ZERO);
        for (CatalogLine line : lines) {
            segment.writeBytes(line.bytes());
            segment.write('\n');
            chain.add(line);
        }
        CatalogHead head = new CatalogHead(EPOCH, null, lines.size(), 1, segment.size(), chain.value(), PUBLISHED);
        return new SampleCatalog(lines, segment.toByteArray(), head);
    }
}
