package dev.pullover.common.module;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.queue.chronicle.ChronicleStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private final Semaphore rung = new Semaphore(0);

    @Test
    void tellsOfANewFile() throws IOException, InterruptedException {
        try (FolderWatch watch = FolderWatch.start(rung::release)) {
            watch.add(root.resolve("control"));
            watch.add(root.resolve("control"));
            assertTrue(watch.isComplete());
            Files.writeString(root.resolve("control/1.json"), "{}");
            assertTrue(rung.tryAcquire(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    /** Memory that is mapped changes without anyone being told, so the sender must tell. */
    @Test
    void tellsOfEachMessageInAQueue() throws InterruptedException {
        ChronicleStorage storage = new ChronicleStorage(root, 0, Clock.systemUTC(), System::nanoTime);
        try (FolderWatch watch = FolderWatch.start(rung::release);
                MessageBus bus = new StandardMessageBus(storage, System::nanoTime)) {
            watch.add(root.resolve(Channel.WANTED.name()));
            MessageSender<Wanted> sender = bus.sender(Channel.WANTED, ModuleName.SYNCHROLIST);
            for (int i = 1; i <= 5; i++) {
                assertTrue(sender.send(new Wanted(0, i, i, 1, 1)));
                assertTrue(sender.flush(TIMEOUT));
                assertTrue(rung.tryAcquire(TIMEOUT.toSeconds(), TimeUnit.SECONDS), "message " + i);
                // What its file was made with may ring more than once.
                while (rung.tryAcquire(200, TimeUnit.MILLISECONDS)) {
                    assertTrue(rung.availablePermits() < 1000);
                }
            }
        }
    }

    @Test
    void saysThatAFolderCannotBeWatched() throws IOException {
        Path file = Files.createFile(root.resolve("file"));
        try (FolderWatch watch = FolderWatch.start(rung::release)) {
            watch.add(file.resolve("below"));
            assertTrue(!watch.isComplete());
        }
    }
}
