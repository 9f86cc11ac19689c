package dev.pullover.log;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.LongSupplier;

/** {@code log write} without picocli and Logback, which take longer to load than all the rest of it. */
final class FastWrite {
    private FastWrite() {}

    /** Does what {@link WriteCommand} does, with the same messages and exit codes. */
    static ExitCode run(
            WriteRequest request,
            Map<String, String> environment,
            Clock clock,
            LongSupplier nanoTime,
            InputStream in,
            PrintStream err)
            throws IOException {
        try {
            Config config = ConfigLoader.load(ConfigLoader.find(request.config(), environment, Path.of("")));
            new LineSink(config, clock, nanoTime).write(request, in);
            return ExitCode.OK;
        } catch (PulloverException e) {
            err.println("pullover: " + e.getMessage());
            return e.exitCode();
        }
    }

    /** Has the libraries' logging go nowhere, instead of looking for where it is to go: this command has none. */
    static void withoutLogging() {
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }
}
