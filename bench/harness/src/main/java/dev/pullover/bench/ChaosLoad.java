package dev.pullover.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Puts files into the sources, new ones and new contents of old ones, and watches when they arrive. What it puts depends
 * on the seed alone, when on the machine. Each of its methods may be called by one thread.
 */
final class ChaosLoad {
    private static final int NAMES = 3000;
    private static final int SMALL_BYTES = 20_000;
    private static final int LARGE_BYTES = 2_000_000;
    private static final int ONE_IN_LARGE = 100;
    private static final int MARK_BYTES = 12;
    private static final int MAX_PAUSE_MS = 120;

    private final ChaosScene scene;
    private final Random random;
    private final Map<String, Put> pending = new ConcurrentHashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final AtomicInteger puts = new AtomicInteger();

    ChaosLoad(ChaosScene scene, long seed) {
        this.scene = scene;
        this.random = new Random(seed);
    }

    /** A version of a file that was put, by number, at a time of the nano-time source. */
    private record Put(int number, long ns) {}

    /** When a version was put, and when it, or a later one, was seen in the replica. */
    record Arrival(long putNs, long arrivedNs) {
        double seconds() {
            return (arrivedNs - putNs) / 1e9;
        }
    }

    /** Puts one file, and waits a moment. */
    void put() throws IOException, InterruptedException {
        int number = puts.incrementAndGet();
        String name = "d%02d/f%d".formatted(random.nextInt(20), random.nextInt(NAMES));
        byte[] content =
                new byte[MARK_BYTES + random.nextInt(random.nextInt(ONE_IN_LARGE) == 0 ? LARGE_BYTES : SMALL_BYTES)];
        random.nextBytes(content);
        byte[] mark = "%011d\n".formatted(number).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(mark, 0, content, 0, mark.length);
        Path whole = Files.write(scene.stage().resolve("next"), content);
        Path file = scene.data().resolve(name);
        Files.createDirectories(file.getParent());
        pending.put(name, new Put(number, System.nanoTime()));
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_PAUSE_MS));
    }

    /** Takes note of what has arrived. */
    void look() throws IOException {
        for (Map.Entry<String, Put> one : pending.entrySet()) {
            Put put = one.getValue();
            if (numberIn(scene.replica().resolve(one.getKey())) >= put.number) {
                synchronized (arrivals) {
                    arrivals.add(new Arrival(put.ns, System.nanoTime()));
                }
                pending.remove(one.getKey(), put);
            }
        }
    }

    int puts() {
        return puts.get();
    }

    int pending() {
        return pending.size();
    }

    /** In the order in which they were seen. */
    List<Arrival> arrivals() {
        synchronized (arrivals) {
            return List.copyOf(arrivals);
        }
    }

    private static int numberIn(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (var in = Files.newInputStream(file)) {
            return Integer.parseInt(new String(in.readNBytes(MARK_BYTES - 1), StandardCharsets.US_ASCII));
        }
    }
}
