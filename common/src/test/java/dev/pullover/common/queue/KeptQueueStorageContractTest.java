package dev.pullover.common.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link QueueStorage} must do whose queues outlive the machine. */
public abstract class KeptQueueStorageContractTest extends QueueStorageContractTest {
    @TempDir
    protected Path root;

    @TempDir
    private Path snapshot;

    /** @param boot identity of the start of the machine */
    protected abstract QueueStorage storage(String boot);

    @Override
    protected final QueueStorage storage() {
        return storage("first");
    }

    @Override
    protected final QueueStorage reopened() {
        return storage();
    }

    /** The reader's position survives a power cut that takes messages which it has passed. */
    @Test
    void whatIsWrittenAfterAPowerCutIsReadThoughTheReaderWasFurther() throws IOException {
        for (int cut = 0; cut < 3; cut++) {
            long index = losePowerBehindTheReader("start " + cut);
            try (MessageAppender<Wanted> appender =
                    storage("start " + (cut + 1)).appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
                appendAll(appender, 21, 22);
            }
            assertEquals(numbers(21, 22), read(reopened(), index), "power cut " + cut);
            FileUtils.cleanDirectory(root.toFile());
        }
    }

    @Test
    void aWriterThatStartsAgainWithoutAPowerCutGoesOnInItsFile() throws IOException {
        for (int start = 0; start < 3; start++) {
            try (MessageAppender<Wanted> appender = storage().appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
                appendAll(appender, start, start);
            }
        }
        assertEquals(
                1,
                FileUtils.listFiles(root.toFile(), new String[] {"cq4", "msgs"}, true)
                        .size());
        assertEquals(numbers(0, 2), read(reopened(), 0));
    }

    private long losePowerBehindTheReader(String boot) throws IOException {
        QueueStorage storage = storage(boot);
        try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 1, 5);
        }
        FileUtils.cleanDirectory(snapshot.toFile());
        FileUtils.copyDirectory(root.toFile(), snapshot.toFile());
        long index;
        try (MessageAppender<Wanted> appender = storage.appender(Channel.WANTED, ModuleName.SYNCHROLIST)) {
            appendAll(appender, 6, 20);
            try (MessageTailer<Wanted> tailer = storage.tailer(Channel.WANTED, "synchrolist")) {
                assertEquals(numbers(1, 20), drain(tailer));
                index = tailer.index();
            }
        }
        FileUtils.cleanDirectory(root.toFile());
        FileUtils.copyDirectory(snapshot.toFile(), root.toFile());
        return index;
    }
}
