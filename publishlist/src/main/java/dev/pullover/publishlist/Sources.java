package dev.pullover.publishlist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.PublishConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be published: the patterns of the configuration and the lines of its list file, read again when that changes. */
final class Sources {
    private final PublishConfig config;
    private final InputStream standardInput;
    private final List<Glob> patterns;
    private final GlobState excludes;
    private @Nullable GlobState wanted;
    private @Nullable FileStat listStat;

    /**
     * Those of {@code config}, with normal paths.
     *
     * @throws PulloverException (usage) naming the pattern that cannot be used
     */
    Sources(PublishConfig config, InputStream standardInput) {
        this.config = config;
        this.standardInput = standardInput;
        SourcePatterns parser = new SourcePatterns(config.base());
        this.patterns = parser.sources(config.sources());
        this.excludes = parser.excludes(config.excludes());
    }

    GlobState excludes() {
        return excludes;
    }

    /**
     * The files to publish, as the list file has them now.
     *
     * @throws PulloverException (usage) if it cannot be read, or a line cannot be used
     */
    GlobState wanted() {
        GlobState known = wanted;
        if (known != null && !isListChanged()) {
            return known;
        }
        List<Glob> all = new ArrayList<>(patterns);
        if (config.listFile().isPresent()) {
            all.addAll(list(config.listFile().get()));
        }
        known = GlobState.of(all);
        wanted = known;
        return known;
    }

    /** Whether the list file is not the one that was read. */
    boolean isListChanged() {
        Path file = config.listFile().orElse(PublishConfig.STANDARD_INPUT);
        if (file.equals(PublishConfig.STANDARD_INPUT)) {
            return false;
        }
        try {
            return !FileStat.of(file.toRealPath()).equals(listStat);
        } catch (IOException e) {
            return true;
        }
    }

    private List<Glob> list(Path file) {
        if (file.equals(PublishConfig.STANDARD_INPUT)) {
            return read(file, "standard input", standardInput);
        }
        try (InputStream in = Files.newInputStream(file)) {
            // Before it is read: what changes meanwhile is seen the next time.
            listStat = FileStat.of(file.toRealPath());
            return read(file, file.toString(), in);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private List<Glob> read(Path file, String name, InputStream in) {
        try {
            return new ListFile(name, config.base()).read(in);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static PulloverException unreadable(Path file, IOException e) {
        return new PulloverException(
                ExitCode.USAGE,
                "[publish] list-file = \"" + file + "\" cannot be read: " + Problems.reason(e)
                        + "; nothing was published or deleted",
                e);
    }
}
