package dev.pullover.launcher;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The script {@code pullover}, by which other processes of the suite are started: it alone knows JVM, flags and class
 * path.
 */
record Script(Path file) {
    private static final String PROPERTY = "pullover.script";
    /** Of util-linux; becomes the program that it starts, so that the process id stays. */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    /** The script that started this process. */
    static Script ofThisProcess() {
        String file = System.getProperty(PROPERTY, "");
        if (!Files.isExecutable(Path.of(file))) {
            throw new PulloverException(
                    ExitCode.USAGE, "the script 'pullover' is not at '" + file + "': start this by the script");
        }
        return new Script(Path.of(file));
    }

    /**
     * A process that the script turns into a JVM; standard input is empty, output is added to {@code output}.
     *
     * @param config the configuration file
     * @param arguments the command
     */
    ProcessBuilder process(Path config, File output, String... arguments) {
        List<String> command = new ArrayList<>(List.of(file.toString(), "--config", config.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        for (String variable : ServiceManager.VARIABLES) {
            builder.environment().remove(variable);
        }
        // What runs was built: a child must not begin to build because someone edits a source meanwhile.
        builder.environment().put("PULLOVER_NO_BUILD", "1");
        return builder;
    }

    /** Same, for a process that outlives the terminal at which it is started: its signals are no business of that. */
    ProcessBuilder daemon(Path config, File output, String... arguments) {
        ProcessBuilder builder = process(config, output, arguments);
        if (Files.isExecutable(SETSID)) {
            builder.command().add(0, SETSID.toString());
        }
        return builder;
    }
}
