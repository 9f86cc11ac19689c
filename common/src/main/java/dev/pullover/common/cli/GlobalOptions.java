package dev.pullover.common.cli;

import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
public final class GlobalOptions {
    static final String VERSION = "--version";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration file; else $PULLOVER_CONFIG, else ./pullover.toml, else"
                    + " /etc/pullover/pullover.toml.")
    private @Nullable Path configFile;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces of failures.")
    private boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    @Option(names = "-V", versionHelp = true, scope = ScopeType.INHERIT, description = "Print the version and exit.")
    private boolean version;

    /** Of the outermost command only: commands below it have versions of other things. */
    @Option(names = VERSION, description = "Print the version and exit.")
    private boolean longVersion;

    private final Map<String, String> environment;

    /** @param environment where {@code PULLOVER_CONFIG} is looked up */
    public GlobalOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * Finds and loads the configuration.
     *
     * @throws dev.pullover.common.PulloverException (usage) if there is none or it is not good
     */
    public Config loadConfig() {
        return ConfigLoader.load(findConfig());
    }

    /**
     * Finds the configuration.
     *
     * @throws dev.pullover.common.PulloverException (usage) if there is none
     */
    public Path findConfig() {
        return ConfigLoader.find(Optional.ofNullable(configFile), environment, Path.of(""));
    }

    /** Whether stack traces are wanted. */
    public boolean isDebug() {
        return debug;
    }
}
