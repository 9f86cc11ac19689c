package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reloads that the supervisor is asked for, by HUP or by {@code pullover reload}: one at a time, on a thread of its own,
 * so that the modules are looked after meanwhile. All methods are called by the supervisor's thread.
 */
final class Reloads {
    private static final Logger log = LoggerFactory.getLogger(Reloads.class);

    private final Path config;
    private final StateDirectory state;
    private final Control control;
    private final Runnable onEnd;
    private final List<String> asked = new ArrayList<>();
    private final List<String> underWay = new ArrayList<>();
    private @Nullable FutureTask<Reload> task;
    private boolean wished;

    /** @param onEnd called on any thread when a reload has ended */
    Reloads(Path config, StateDirectory state, Runnable onEnd) {
        this.config = config;
        this.state = state;
        this.control = new Control(state, ModuleName.LAUNCHER);
        this.onEnd = onEnd;
    }

    /** There is to be one soon. */
    void wish() {
        wished = true;
    }

    boolean isUnderWay() {
        return task != null;
    }

    /** Begins one if it is wished, or asked for by a request, and none is under way. */
    boolean beginIfWished() {
        takeRequests();
        if (task != null || (!wished && asked.isEmpty())) {
            return false;
        }
        wished = false;
        underWay.addAll(asked);
        asked.clear();
        FutureTask<Reload> begun = new FutureTask<>(() -> Reload.of(config, state));
        Thread thread = new Thread(
                () -> {
                    begun.run();
                    onEnd.run();
                },
                "reload");
        thread.setDaemon(true);
        thread.start();
        task = begun;
        return true;
    }

    /** Logs and answers the one that was under way, if it has ended. */
    boolean endIfDone() throws InterruptedException {
        if (task == null || !task.isDone()) {
            return false;
        }
        Reload result = result(task);
        task = null;
        if (result.code() == ExitCode.OK) {
            log.info("all modules have reloaded the configuration");
        } else {
            log.error("reload refused: {}", String.join(" ", result.lines()));
        }
        try {
            for (String id : underWay) {
                control.answer(id, result.answer());
            }
        } catch (IOException e) {
            log.warn("requests to the supervisor cannot be answered: {}", e.toString());
        }
        underWay.clear();
        return true;
    }

    private static Reload result(FutureTask<Reload> ended) throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            return new Reload(ExitCode.FAILURE, List.of("not reloaded: " + e.getCause()));
        }
    }

    private void takeRequests() {
        try {
            for (Control.Request request : control.pending()) {
                if (!request.verb().equals(Reload.VERB)) {
                    control.answer(request.id(), new Control.Answer(false, "the supervisor knows 'reload' only"));
                } else if (!asked.contains(request.id()) && !underWay.contains(request.id())) {
                    asked.add(request.id());
                }
            }
        } catch (IOException e) {
            log.warn("requests to the supervisor cannot be read: {}", e.toString());
        }
    }
}
