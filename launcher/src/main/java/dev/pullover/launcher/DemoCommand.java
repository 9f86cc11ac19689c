package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the whole suite on this machine, with a production server that is killed and revived. */
@Command(
        name = "demo",
        description = {
            "Show everything on this machine: two embedded SFTP servers, publications, all five modules as their own"
                    + " JVMs, production killed and revived. Ends with a summary, and with exit code 0 only if every"
                    + " file arrived once."
        })
final class DemoCommand implements Callable<ExitCode> {
    private static final long CLEAN_UP_SECONDS = 40;

    @Option(names = "--quick", description = "Fewer files and rounds: under 30 s.")
    private boolean quick;

    @Option(names = "--keep", description = "Keep the directory with servers, replica, state and logs.")
    private boolean keep;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the generated files, to see the same ones again.")
    private @Nullable Long seed;

    @Override
    public ExitCode call() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("pullover-demo-");
        CountDownLatch cleaned = new CountDownLatch(1);
        Thread worker = Thread.currentThread();
        Thread hook = new Thread(() -> breakOff(worker, cleaned), "demo-clean-up");
        Runtime.getRuntime().addShutdownHook(hook);
        long chosen = seed != null ? seed : new Random().nextLong();
        DemoDisplay display = new DemoDisplay(System.out, System.console() != null);
        try (DemoScene scene = DemoScene.build(directory);
                Demo demo = new Demo(scene, quick, chosen, display)) {
            return demo.run();
        } finally {
            if (keep) {
                System.out.println("demo: everything is in " + directory);
            } else {
                FileUtils.deleteDirectory(directory.toFile());
            }
            cleaned.countDown();
        }
    }

    /** Ctrl-C: the demo ends as it would have, stopping what it started and removing its directory, before the JVM does. */
    private static void breakOff(Thread worker, CountDownLatch cleaned) {
        if (cleaned.getCount() == 0) {
            return;
        }
        worker.interrupt();
        try {
            cleaned.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
