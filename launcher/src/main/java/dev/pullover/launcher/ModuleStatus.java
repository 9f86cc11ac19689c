package dev.pullover.launcher;

import dev.pullover.common.ModuleName;
import dev.pullover.common.module.ModuleLock;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a module runs, as its lock tells.
 *
 * @param pid 0 if it does not run
 * @param since ISO 8601, or empty
 */
record ModuleStatus(String module, boolean running, long pid, String since, String version) {
    /** What {@link ModuleName#LAUNCHER} is called here. */
    static final String SUPERVISOR = "supervisor";

    /** The status of the supervisor and the five modules. */
    static List<ModuleStatus> all(StateDirectory state) throws IOException {
        List<ModuleStatus> all = new ArrayList<>();
        all.add(of(state, ModuleName.LAUNCHER));
        for (ModuleName module : ModuleName.REPLICA_MODULES) {
            all.add(of(state, module));
        }
        return all;
    }

    static ModuleStatus of(StateDirectory state, ModuleName module) throws IOException {
        String name = module == ModuleName.LAUNCHER ? SUPERVISOR : module.word();
        Optional<ModuleLock.Holder> holder = ModuleLock.holder(state.lock(module));
        return holder.map(found -> new ModuleStatus(name, true, found.pid(), found.started(), found.version()))
                .orElse(new ModuleStatus(name, false, 0, "", ""));
    }
}
