package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;

/** Real publishers killed with SIGKILL while they write snapshots, remove segments, and take over. */
class PublishlistKillIT extends PublisherProcessTest {
    private static final int ROUNDS = Soak.times(6, 200);
    private static final int FILES_A_ROUND = 700;

    private final Random random = new Random();
    private final long seed = random.nextLong();

    @Test
    void killedAroundSnapshotsTheCatalogStaysReadableAndTheNextRunCompletes() throws Exception {
        System.out.println("PublishlistKillIT seed " + seed);
        random.setSeed(seed);
        configure("deletions = true\nsnapshot-every = 1\nkeep-segments = 1");
        int killedInside = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < FILES_A_ROUND; i++) {
                bench.write("d" + i % 20 + "/r" + round + "-" + i + ".csv", "content " + i);
            }
            Process process = start(SmallSegments.class, "once");
            killAt(process, moment());
            killedInside += process.exitValue() == 0 ? 0 : 1;
            if (Files.exists(CatalogLayout.in(bench.outbox, CatalogLayout.HEAD))) {
                long offered = bench.offered().size();
                assertTrue(offered <= (round + 1L) * FILES_A_ROUND, "seed " + seed + ", round " + round);
            }
            assertEquals(0, once(), "seed " + seed + ", round " + round);
            assertEquals((round + 1) * FILES_A_ROUND, bench.offered().size(), "seed " + seed + ", round " + round);
        }
        assertTrue(killedInside > 0, "no kill came in time, seed " + seed);
        assertFalse(Files.exists(CatalogLayout.in(bench.outbox, CatalogLayout.segment(1))));
        Result verify = run("verify");
        assertEquals(0, verify.exitCode(), verify.out() + "seed " + seed);
    }

    @Test
    void killedInATakeoverItIsCompletedOrAskedForAgain() throws Exception {
        System.out.println("PublishlistKillIT seed " + seed);
        random.setSeed(seed);
        for (int i = 0; i < FILES_A_ROUND; i++) {
            bench.write("f" + i + ".csv", "content " + i);
        }
        assertEquals(0, run("once").exitCode());
        CatalogHead before = bench.head();
        for (int round = 0; round < ROUNDS; round++) {
            FileUtils.deleteDirectory(bench.state.toFile());
            Process process = start("takeover", "--contents");
            killAt(process, takeoverMoment(before));
            assertEquals(FILES_A_ROUND, bench.offered().size(), "seed " + seed + ", round " + round);
            Result once = run("once");
            if (once.exitCode() != 0) {
                assertTrue(once.err().contains("`publishlist takeover`"), once.err());
                assertEquals(0, run("takeover").exitCode(), "seed " + seed);
                assertEquals(0, run("once").exitCode(), "seed " + seed);
            }
            CatalogHead after = bench.head();
            assertEquals(before.seq(), after.seq(), "seed " + seed);
            assertTrue(after.parent() != null, "seed " + seed);
            before = after;
        }
        assertEquals(0, run("verify").exitCode(), "seed " + seed);
    }

    private int once() throws IOException, InterruptedException {
        Process process = start(SmallSegments.class, "once");
        assertTrue(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "does not end");
        return process.exitValue();
    }

    private void killAt(Process process, BooleanSupplier moment) throws InterruptedException {
        Await.until(TIMEOUT, "the moment to kill", () -> !process.isAlive() || moment.getAsBoolean());
        process.destroyForcibly().waitFor();
    }

    private BooleanSupplier moment() {
        Path head = CatalogLayout.in(bench.outbox, CatalogLayout.HEAD);
        Path snapshot = CatalogLayout.in(bench.outbox, CatalogLayout.TMP).resolve("base");
        long target = seq(head) + 1 + random.nextInt(FILES_A_ROUND);
        long bases = bases().size();
        List<BooleanSupplier> moments = List.of(
                () -> seq(head) >= target,
                () -> Files.exists(snapshot),
                () -> bases().size() > bases,
                () -> seq(head) >= target && Files.exists(snapshot));
        return moments.get(random.nextInt(moments.size()));
    }

    private BooleanSupplier takeoverMoment(CatalogHead before) {
        Path segment = CatalogLayout.in(bench.outbox, CatalogLayout.segment(before.segment() + 1));
        List<BooleanSupplier> moments = List.of(
                () -> Files.exists(bench.state.resolve("publishlist.lock")),
                () -> Files.exists(bench.state.resolve("publishlist.epoch.new")),
                () -> Files.exists(bench.state.resolve("publishlist.epoch")),
                () -> Files.exists(segment));
        return moments.get(random.nextInt(moments.size()));
    }

    private List<Long> bases() {
        try {
            return List.copyOf(CatalogFiles.list(bench.outbox).bases());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
