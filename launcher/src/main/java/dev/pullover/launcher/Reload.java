package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How it went to have all running modules read the configuration again.
 *
 * @param code OK; USAGE if the configuration, or a change in it, was refused; NOT_RUNNING if a module does not run
 * @param lines for people, one for each module
 */
record Reload(ExitCode code, List<String> lines) {
    static final String VERB = "reload";

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** For all modules together, and the supervisor's own time to notice. */
    static final Duration LONGEST = ANSWER_TIMEOUT.multipliedBy(ModuleName.REPLICA_MODULES.size() + 1);

    /** Asks one module after the other; none if the configuration is not good. */
    static Reload of(Path config, StateDirectory state) throws IOException, InterruptedException {
        try {
            ConfigLoader.load(config).requireServers();
        } catch (PulloverException e) {
            return new Reload(
                    ExitCode.USAGE, List.of("configuration not reloaded, the old one stays:", e.getMessage()));
        }
        ExitCode code = ExitCode.OK;
        List<String> lines = new ArrayList<>();
        for (ModuleName module : ModuleName.REPLICA_MODULES) {
            boolean running = ModuleStatus.of(state, module).running();
            Optional<Control.Answer> answer =
                    running ? new Control(state, module).askAndWait(request(), ANSWER_TIMEOUT) : Optional.empty();
            code = code.or(code(running, answer));
            String silence = running ? "did not answer within " + ANSWER_TIMEOUT.toSeconds() + " s" : "not running";
            lines.add(String.format(
                    "%-12s %s",
                    module.word(), answer.map(Control.Answer::message).orElse(silence)));
        }
        return new Reload(code, lines);
    }

    static Control.Request request() {
        return new Control.Request(UUID.randomUUID().toString(), VERB, "", 0, System.getProperty("user.name"), "");
    }

    private static ExitCode code(boolean running, Optional<Control.Answer> answer) {
        if (!running) {
            return ExitCode.NOT_RUNNING;
        }
        return answer.map(given -> given.done() ? ExitCode.OK : ExitCode.USAGE).orElse(ExitCode.FAILURE);
    }

    Control.Answer answer() {
        return new Control.Answer(code == ExitCode.OK, String.join("\n", lines));
    }
}
