package dev.pullover.stat;

import dev.pullover.common.module.ModuleLock;
import dev.pullover.testkit.Await;
import dev.pullover.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** A process that holds a module's lock until it is killed. */
final class LockHolder {
    private LockHolder() {}

    /** Starts it, and returns when the lock is held. */
    static Process start(Path lock) throws IOException {
        Process process = JavaProcess.start(LockHolder.class, lock.toString());
        Await.until(Duration.ofSeconds(60), "the lock to be held", () -> isHeld(lock));
        return process;
    }

    private static boolean isHeld(Path lock) {
        try {
            return ModuleLock.holder(lock).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** @param args the lock file */
    public static void main(String[] args) throws InterruptedException {
        try (ModuleLock lock = ModuleLock.acquire(Path.of(args[0]), "test", Instant.EPOCH)) {
            new CountDownLatch(1).await();
        }
    }
}
