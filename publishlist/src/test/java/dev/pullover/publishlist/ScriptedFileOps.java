package dev.pullover.publishlist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The real operations, with something happening in between. */
final class ScriptedFileOps extends ForwardingFileOps {
    private int times;
    private Action action = () -> {};
    private int heads;

    interface Action {
        void run() throws IOException;
    }

    ScriptedFileOps() {
        super(new LocalFileOps());
    }

    /** Does {@code newAction} when a source is about to be copied, {@code newTimes} times. */
    void onCreate(int newTimes, Action newAction) {
        times = newTimes;
        action = newAction;
    }

    int headsReplaced() {
        return heads;
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        FileChannel channel = super.create(file);
        if (times > 0) {
            times--;
            action.run();
        }
        return channel;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        super.rename(from, to);
        heads += to.endsWith("HEAD") ? 1 : 0;
    }
}
