package dev.pullover.launcher;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pullover} without a command: says which there are. */
@Command(
        name = "pullover",
        description = "Keeps a replica server fed with the new files of a production server and its backup.",
        subcommandsRepeatable = false)
final class PulloverCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
