package dev.pullover.launcher;

import dev.pullover.common.cli.GlobalOptions;
import dev.pullover.common.config.Config;
import dev.pullover.common.state.StateDirectory;

/** What the commands about processes begin with: the configuration, and the state directory, made and checked. */
record Environment(Config config, StateDirectory state) {
    static Environment load(GlobalOptions options) {
        Config config = options.loadConfig();
        config.requireServers();
        StateDirectory state = new StateDirectory(config.requireReplica().state()).prepare();
        return new Environment(config, state);
    }
}
