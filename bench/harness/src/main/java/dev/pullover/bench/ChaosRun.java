package dev.pullover.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets load and troubles go on together for a while, then mends everything. */
final class ChaosRun {
    private static final int MIN_TROUBLE_MS = 100;
    private static final int TROUBLE_MS = 4000;
    private static final int PEACE_MS = 2500;
    private static final int LOOK_MS = 10;
    private static final int REPLICATION_MS = 700;
    /** For what is under way when the run is interrupted. */
    private static final long END_SECONDS = 20;

    private final ChaosScene scene;
    private final ChaosLoad load;
    private final List<ChaosTrouble.Happened> happened = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    ChaosRun(ChaosScene scene, ChaosLoad load) {
        this.scene = scene;
        this.load = load;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** What was done, in that order. */
    List<ChaosTrouble.Happened> happened() {
        synchronized (happened) {
            return List.copyOf(happened);
        }
    }

    /** What could not be done, or should not have happened. */
    List<String> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    void go(long seed, long seconds) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "chaos");
            thread.setDaemon(true);
            return thread;
        });
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ChaosTroubles all = new ChaosTroubles(scene);
        List<Future<?>> going = new ArrayList<>();
        for (Work work : List.<Work>of(
                () -> load.put(),
                () -> lookOnce(),
                () -> replicateOnce(),
                once(new Random(seed + 1), all.here(), endNs),
                once(new Random(seed + 2), all.there(), endNs))) {
            going.add(threads.submit(() -> until(endNs, work)));
        }
        try {
            for (Future<?> one : going) {
                await(one);
            }
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void await(Future<?> one) throws InterruptedException {
        try {
            one.get();
        } catch (ExecutionException e) {
            failures.add(String.valueOf(e.getCause()));
        }
    }

    private void until(long endNs, Work work) {
        try {
            while (System.nanoTime() - endNs < 0) {
                work.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failures.add(e.toString());
        }
    }

    private void lookOnce() throws Exception {
        load.look();
        TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    }

    private void replicateOnce() throws Exception {
        scene.replicate();
        TimeUnit.MILLISECONDS.sleep(REPLICATION_MS);
    }

    private Work once(Random random, List<ChaosTrouble> troubles, long endNs) {
        return () -> {
            ChaosTrouble trouble = troubles.get(random.nextInt(troubles.size()));
            Random own = new Random(random.nextLong());
            int holdMs = MIN_TROUBLE_MS + random.nextInt(TROUBLE_MS);
            int peaceMs = random.nextInt(PEACE_MS);
            happened.add(new ChaosTrouble.Happened(trouble.name(), System.nanoTime()));
            try {
                trouble.begin().run(own);
                TimeUnit.MILLISECONDS.sleep(holdMs);
            } finally {
                trouble.end().run(own);
            }
            long left = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
            TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(left, peaceMs)));
        };
    }
}
