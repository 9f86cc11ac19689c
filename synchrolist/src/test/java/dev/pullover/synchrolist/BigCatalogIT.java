package dev.pullover.synchrolist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Chain;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogView;
import dev.pullover.common.ledger.sqlite.SqliteCatalogView;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.JavaProcess;
import dev.pullover.testkit.ProcessFigures;
import dev.pullover.testkit.Soak;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large catalog, followed by a process whose heap is far smaller: a million files when soaking. */
final class BigCatalogIT {
    private static final int HEAP_MIB = 32;
    private static final long SEGMENT_BYTES = 16 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    @TempDir
    private Path folder;

    @Test
    void isFollowedInABoundedHeap() throws IOException, InterruptedException {
        int files = Soak.times(60_000, 1_000_000);
        Path outbox = folder.resolve("outbox");
        publish(outbox, files);
        Files.writeString(folder.resolve("pullover.toml"), """
                [replica]
                directory = "%s/replica"
                state = "%s/state"
                reserve = "0B"
                [[servers]]
                name = "production"
                uri = "file://%s"
                """.formatted(folder, folder, outbox));
        long begun = System.nanoTime();
        long peakKib = once();
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        try (CatalogView view = SqliteCatalogView.open(folder.resolve("state/catalog.db"))) {
            assertEquals(files, view.lastChange());
            assertEquals(files, view.totals(0).files());
        }
        begun = System.nanoTime();
        long againKib = once();
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        System.out.println("BigCatalogIT: " + files + " files in " + seconds + " s with a heap of " + HEAP_MIB
                + " MiB, peak resident " + peakKib / 1024 + " MiB; nothing new in " + millis + " ms with start-up, "
                + againKib / 1024 + " MiB");
    }

    private void publish(Path outbox, int files) throws IOException {
        Files.createDirectories(CatalogLayout.in(outbox, CatalogLayout.CATALOG));
        Chain chain = new Chain(Sha256.ZERO);
        long segment = 0;
        long length = SEGMENT_BYTES;
        OutputStream out = OutputStream.nullOutputStream();
        for (int seq = 1; seq <= files; seq++) {
            if (length >= SEGMENT_BYTES) {
                out.close();
                Path file = CatalogLayout.in(outbox, CatalogLayout.segment(++segment));
                out = new BufferedOutputStream(Files.newOutputStream(file));
                length = 0;
            }
            FilePath path = FilePath.of("directory-" + seq / 1000 + "/a file like others-" + seq + ".csv");
            CatalogLine line =
                    CatalogLine.put(seq, seq, 1_700_000_000L * seq, 0644, Sha256.hash(path.bytes()), 7, path);
            chain.add(line);
            byte[] bytes = line.bytes();
            out.write(bytes);
            out.write('\n');
            length += bytes.length + 1;
        }
        out.close();
        CatalogPosition end = new CatalogPosition(segment, length, files, chain.value());
        CatalogHead head = CatalogHead.empty(new UUID(1, 1), Publisher.BEGUN).advance(end, Publisher.BEGUN);
        Files.write(CatalogLayout.in(outbox, CatalogLayout.HEAD), head.bytes());
    }

    /** Runs a pass, and returns the most memory that it had resident at a time, in KiB. */
    private long once() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = JavaProcess.of(
                        List.of("-Xmx" + HEAP_MIB + "m", "-XX:TieredStopAtLevel=1"), Main.class, "once")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            long[] peak = {0};
            Await.until(PATIENCE, "the pass has ended", () -> {
                peak[0] = Math.max(peak[0], ProcessFigures.peakResidentBytes(process.pid()) / 1024);
                return !process.isAlive();
            });
            assertEquals(0, process.exitValue(), Files.readString(output));
            assertTrue(peak[0] > 0, "no figure of /proc was seen");
            return peak[0];
        } finally {
            process.destroyForcibly();
        }
    }
}
