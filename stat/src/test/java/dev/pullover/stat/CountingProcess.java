package dev.pullover.stat;

import dev.pullover.common.EpochTime;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.sqlite.SqliteReplicaLedger;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.Module;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.module.ModuleProcess;
import dev.pullover.common.path.FilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands for copylist: counts all the time, records arrivals in {@code replica.db}, and writes down how much it has
 * counted, with the time, before it counts on: what a test compares stat's totals with after it was killed.
 */
final class CountingProcess {
    private static final UUID EPOCH = new UUID(1, 2);
    private static final long STEP_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int FILE_EVERY = 20;

    private CountingProcess() {}

    /** @param args the configuration, and the file to write the truth to */
    public static void main(String[] args) {
        try (ModuleProcess process =
                ModuleProcess.forDaemon(ConfigLoader.load(Path.of(args[0])), ModuleName.COPYLIST)) {
            process.run(new CountingModule(Path.of(args[1])));
        }
    }

    private record CountingModule(Path truth) implements Module {
        @Override
        public ModuleName name() {
            return ModuleName.COPYLIST;
        }

        @Override
        public Agent open(ModuleContext context) {
            return new CountingAgent(context, truth);
        }
    }

    private static final class CountingAgent implements Agent {
        private final ModuleContext context;
        private final FileChannel truth;
        private final ReplicaLedger ledger;
        private final ByteBuffer line = ByteBuffer.allocate(2 * Long.BYTES);
        private long counted;

        CountingAgent(ModuleContext context, Path truth) {
            this.context = context;
            this.ledger = SqliteReplicaLedger.open(context.state().replicaDb());
            try {
                this.truth = FileChannel.open(truth, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int doWork() {
            context.counters().increment(Counter.RETRIES, "production");
            counted++;
            try {
                line.clear().putLong(EpochTime.nowNs(Clock.systemUTC())).putLong(counted);
                truth.write(line.flip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (counted % FILE_EVERY == 0) {
                arrive();
            }
            LockSupport.parkNanos(STEP_NS);
            return 1;
        }

        /** Recorded first, counted then: as copylist does it. */
        private void arrive() {
            ReplicaEntry file = new ReplicaEntry(
                    FilePath.parse("file-" + ProcessHandle.current().pid() + "-" + counted),
                    counted,
                    0,
                    0644,
                    Sha256.ZERO,
                    EPOCH,
                    counted,
                    "production",
                    context.nowNs());
            ledger.commit(
                    new ReplicaLedger.Batch(List.of(file), List.of(), List.of(), List.of(), "test", counted, Map.of()));
            context.counters().increment(Counter.FILES_COPIED, "production");
            context.counters().add(Counter.BYTES_COPIED, "production", counted);
        }

        @Override
        public ExitCode pass() {
            throw new AssertionError("runs as a daemon only");
        }

        @Override
        public void close() {
            ledger.close();
        }
    }
}
