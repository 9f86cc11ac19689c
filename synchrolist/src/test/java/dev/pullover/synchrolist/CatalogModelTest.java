package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogLedger;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.CountingRemoteStore;
import dev.pullover.common.remote.MemoryOutbox;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens, what is offered here is what the publisher offered at the line that was reached. */
final class CatalogModelTest {
    private static final int STEPS = 120;

    @TempDir
    private Path folder;

    @Test
    void publishChangeDeleteCrashSwitchAndCompactAgreeWithASimpleModel() throws IOException {
        long first = Long.getLong("model.seed", System.nanoTime());
        for (long seed = first; seed < first + Soak.times(25, 2000); seed++) {
            System.out.println("CatalogModelTest seed " + seed);
            try (Run run = new Run(new Random(seed), Files.createDirectory(folder.resolve("s" + seed)))) {
                for (int step = 0; step < STEPS; step++) {
                    run.step("seed " + seed + ", step " + step);
                }
                run.finish("seed " + seed);
            }
        }
    }

    @Test
    void everyPrefixOfACatalogIsReadWithoutLossOrInvention() throws IOException {
        Publisher publisher = Publisher.begin(1)
                .put("a", "1")
                .put("b%\n", "22")
                .seal()
                .del("a")
                .put("c", "3");
        for (FilePath file : List.of(CatalogLayout.HEAD, CatalogLayout.segment(1), CatalogLayout.segment(2))) {
            byte[] whole = publisher.file(file);
            // HEAD says all even without its line feed.
            int cuts = file.equals(CatalogLayout.HEAD) ? whole.length - 1 : whole.length;
            for (int known = 0; known <= 2; known += 2) {
                try (Run run = new Run(
                        new Random(1),
                        Files.createDirectory(folder.resolve(file.toString().replace('/', '-') + known)))) {
                    if (known > 0) {
                        Publisher.begin(1).put("a", "1").put("b%\n", "22").publish(run.setting.production);
                        assertInstanceOf(Look.Done.class, run.look("production"));
                    }
                    Map<FilePath, Sha256> before = offered(run.ledger);
                    publisher.publish(run.setting.production);
                    for (int length = 0; length < cuts; length++) {
                        run.setting.production.putFile(file, Arrays.copyOf(whole, length), 1);
                        Look look = run.look("production");
                        boolean needed = known == 0 || !file.equals(CatalogLayout.segment(1));
                        if (needed) {
                            assertTrue(!(look instanceof Look.Done), file + " cut at " + length + ": " + look.text());
                            assertEquals(before, offered(run.ledger), file + " cut at " + length);
                        }
                    }
                    publisher.publish(run.setting.production);
                    assertInstanceOf(Look.Done.class, run.look("production"));
                    assertEquals(model(publisher.lines()), offered(run.ledger));
                }
            }
        }
    }

    @Test
    void theServerMayBeSwitchedAtAnyLine() throws IOException {
        Publisher all = Publisher.begin(1);
        Random random = new Random(3);
        for (int line = 0; line < 40; line++) {
            all.put("f" + random.nextInt(15), "content " + line);
            if (line % 7 == 6) {
                all.seal();
            }
        }
        for (int at = 0; at <= 40; at++) {
            try (Run run = new Run(random, Files.createDirectory(folder.resolve("at" + at)))) {
                all.upTo(at).publish(run.setting.production);
                all.publish(run.setting.backup);
                run.look("production");
                run.look("backup");
                assertEquals(model(all.lines()), offered(run.ledger));
                long changes = run.ledger.lastChange();
                assertEquals(40, changes, "each line once, switched at " + at);
            }
        }
    }

    @Test
    void nothingNewCostsOneReadHoweverMuchThereIs() throws IOException {
        try (Run run = new Run(new Random(1), folder)) {
            for (int i = 0; i < 3000; i++) {
                run.publisher.put("f" + i, "x").seal();
            }
            run.publisher.publish(run.setting.production);
            run.look("production");
            CountingRemoteStore counting = new CountingRemoteStore(run.setting.store("production"));
            assertInstanceOf(
                    Look.UpToDate.class, new CatalogFollower(run.setting.context(), run.ledger).look(counting));
            assertEquals(1, counting.calls());
            run.publisher.put("new", "1").publish(run.setting.production);
            assertInstanceOf(
                    Look.Advanced.class, new CatalogFollower(run.setting.context(), run.ledger).look(counting));
            assertTrue(
                    counting.calls() <= 4, "HEAD twice, the old segment's end, the new segment: " + counting.calls());
        }
    }

    private static Map<FilePath, Sha256> offered(CatalogView view) {
        return model(List.copyOf(TestSetting.content(view).values()));
    }

    private static Map<FilePath, Sha256> model(List<CatalogLine> lines) {
        Map<FilePath, Sha256> offered = new TreeMap<>();
        for (CatalogLine line : lines) {
            if (line.op() == Op.PUT) {
                offered.put(line.path(), line.hash());
            } else {
                offered.remove(line.path());
            }
        }
        return offered;
    }

    /** One run of events. */
    private static final class Run implements AutoCloseable {
        private final Random random;
        private final TestSetting setting;
        private final Publisher publisher = Publisher.begin(1);
        private final Map<MemoryOutbox, Long> compacted = new HashMap<>();
        private SqliteCatalogLedger ledger;
        private long reached;

        Run(Random random, Path folder) throws IOException {
            this.random = random;
            this.setting = new TestSetting(folder);
            this.ledger = setting.openLedger();
        }

        void step(String at) throws IOException {
            MemoryOutbox outbox = random.nextInt(3) == 0 ? setting.backup : setting.production;
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> publishSome();
                case 3 -> publisher.seal();
                case 4 -> publish(outbox);
                case 5 -> compact(outbox);
                case 6 -> publishHalf();
                case 7 -> kill();
                default -> check(look(outbox == setting.backup ? "backup" : "production"), at);
            }
        }

        void finish(String at) throws IOException {
            publisher.put("last", "1");
            publish(setting.production);
            Look look = look("production");
            assertInstanceOf(Look.Done.class, look, at + ": " + look.text());
            assertEquals(model(publisher.lines()), offered(ledger), at);
        }

        Look look(String server) throws IOException {
            return new CatalogFollower(setting.context(), ledger).look(setting.store(server));
        }

        @Override
        public void close() {
            ledger.close();
            setting.close();
        }

        private void check(Look look, String at) {
            boolean mayBe = look instanceof Look.Done
                    || look instanceof Look.Behind
                    || look instanceof Look.NotYet
                    || look instanceof Look.NoCatalog;
            assertTrue(mayBe, at + ": " + look.text());
            if (look instanceof Look.Done) {
                long seq = ledger.followed().orElseThrow().position().seq();
                assertTrue(seq >= reached, at + ": went back from " + reached + " to " + seq);
                reached = seq;
                assertEquals(model(publisher.lines().subList(0, (int) seq)), offered(ledger), at);
            }
        }

        private void publishSome() {
            for (int i = random.nextInt(4); i >= 0; i--) {
                String path = "file-" + random.nextInt(20);
                if (random.nextInt(4) == 0) {
                    publisher.del(path);
                } else {
                    publisher.put(path, "content " + random.nextInt(3));
                }
            }
        }

        private void publish(MemoryOutbox outbox) {
            publisher.publish(outbox);
            publisher.dropSegments(outbox, compacted.getOrDefault(outbox, 0L));
        }

        /** The segments of the backup come in any order and length. */
        private void publishHalf() {
            for (long segment = 1; segment <= publisher.lastSegment(); segment++) {
                byte[] whole = publisher.segment(segment);
                if (segment > compacted.getOrDefault(setting.backup, 0L) && random.nextBoolean()) {
                    int length = random.nextBoolean() ? whole.length : random.nextInt(whole.length + 1);
                    setting.backup.putFile(CatalogLayout.segment(segment), Arrays.copyOf(whole, length), 1);
                }
            }
            if (random.nextBoolean()) {
                publisher.publishHead(setting.backup);
            }
        }

        private void compact(MemoryOutbox outbox) {
            long segment = publisher.lastSegment() - 1 - random.nextInt(2);
            if (segment >= 1 && segment > compacted.getOrDefault(outbox, 0L)) {
                publish(outbox);
                publisher.snapshot(outbox, segment).dropSegments(outbox, segment);
                compacted.put(outbox, segment);
            }
        }

        private void kill() throws IOException {
            try {
                DyingLedger dying = new DyingLedger(ledger, random.nextInt(3));
                new CatalogFollower(setting.context(), dying).look(setting.store("production"));
            } catch (DyingLedger.Killed e) {
                // As intended.
            }
            ledger.close();
            ledger = setting.openLedger();
        }
    }
}
