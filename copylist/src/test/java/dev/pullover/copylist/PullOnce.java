package dev.pullover.copylist;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.logging.Logging;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MemoryQueueStorage;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.remote.RemoteStores;
import dev.pullover.common.state.StateDirectory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.slf4j.LoggerFactory;

/** A process that does one pass, to be killed while it does. Says when it begins, and at the end what it counted. */
final class PullOnce {
    static final String BEGIN = "begin";
    static final String COPIED_TWICE = "copied twice: ";

    private PullOnce() {}

    /**
     * With {@code -Dpullover.test.errors=true}, errors go to stderr; with {@code -Dpullover.test.steps=true}, a letter to
     * stdout before each change to the disk, 'a' for the first of {@link Steps.Step}.
     *
     * @param args the configuration file
     */
    public static void main(String[] args) throws Exception {
        if (Boolean.getBoolean("pullover.test.errors")) {
            Logging.toStderr();
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
            ((Logger) LoggerFactory.getLogger("dev.pullover")).setLevel(Level.ERROR);
        }
        var config = ConfigLoader.load(Path.of(args[0]));
        Counters counters = new Counters();
        ExitCode code;
        try (MessageBus bus = new StandardMessageBus(new MemoryQueueStorage(), System::nanoTime)) {
            ModuleContext context = new ModuleContext(
                    ModuleName.COPYLIST,
                    config,
                    new StateDirectory(config.requireReplica().state()).prepare(),
                    bus,
                    server -> RemoteStores.open(server, config.copy().transport(), Duration.ofMinutes(1)),
                    counters,
                    Clock.systemUTC(),
                    System::nanoTime,
                    new Random(),
                    () -> false);
            Steps steps = Boolean.getBoolean("pullover.test.steps") ? PullOnce::tell : Steps.NONE;
            try (Agent agent = new CopyAgent(context, CopyParts.open(context, Seams.of(steps)), summary -> {})) {
                System.out.println(BEGIN);
                code = agent.pass();
            }
        }
        System.out.println();
        System.out.println(COPIED_TWICE + counters.get(Counter.FILES_COPIED_TWICE));
        System.exit(code.number());
    }

    private static void tell(Steps.Step step) {
        System.out.write(letter(step));
        System.out.flush();
    }

    static char letter(Steps.Step step) {
        return (char) ('a' + step.ordinal());
    }
}
