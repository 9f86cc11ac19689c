package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.state.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --state}: where what runs is found, also when the configuration cannot be loaded any more. */
final class StateOption {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The state directory of what runs; no configuration is read then.")
    private @Nullable Path directory;

    /**
     * The state directory: that of the option, else of the configuration, else of what can be made out of a configuration
     * that is not good, which is said on stderr.
     *
     * @throws PulloverException (usage) if there is none
     */
    StateDirectory find(GlobalOptions options) {
        if (directory == null) {
            return new StateDirectory(configured(options)).prepare();
        }
        if (!Files.isDirectory(directory.resolve("locks"))) {
            throw new PulloverException(
                    ExitCode.USAGE, "--state " + directory + ": is no state directory, as it has no 'locks' in it");
        }
        return new StateDirectory(directory.toAbsolutePath().normalize()).prepare();
    }

    private static Path configured(GlobalOptions options) {
        Path file = options.findConfig();
        try {
            return ConfigLoader.load(file).requireReplica().state();
        } catch (PulloverException e) {
            Path found = ConfigLoader.findState(file)
                    .filter(Files::isDirectory)
                    .orElseThrow(() -> new PulloverException(
                            e.exitCode(), e.getMessage() + "\nwhat runs is found all the same with --state DIR", e));
            System.err.println("pullover: " + e.getMessage() + "\npullover: going on with " + found
                    + ", the [replica] state that can be made out; --state DIR names another one");
            return found;
        }
    }
}
