package dev.pullover.launcher;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** {@code pullover}: the commands that concern the whole suite, and those of the modules. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** The model of everything that can be said on the command line, for those who describe it. */
    public static CommandLine commandLine() {
        GlobalOptions options = new GlobalOptions(Map.of());
        CommandLine commandLine = Commands.of(new PulloverCommand());
        commands(options).forEach((name, command) -> commandLine.addSubcommand(command.get()));
        commandLine.addMixin("global", options);
        return commandLine;
    }

    /** Runs a command in this process; returns its exit status. */
    static int run(String... arguments) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        Map<String, Supplier<CommandLine>> commands = commands(options);
        CommandLine commandLine = Commands.of(new PulloverCommand());
        // A command line model of everything costs a third of a second at each start: only what is named is built.
        Set<String> named = Set.copyOf(Arrays.asList(arguments));
        boolean help = commands.keySet().stream().noneMatch(named::contains);
        commands.forEach((name, command) -> {
            if (help || named.contains(name)) {
                commandLine.addSubcommand(command.get());
            }
        });
        return Commands.execute(commandLine, options, arguments);
    }

    private static Map<String, Supplier<CommandLine>> commands(GlobalOptions options) {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("start", () -> Commands.of(new StartCommand(options)));
        commands.put("stop", () -> Commands.of(new StopCommand(options)));
        commands.put("restart", () -> Commands.of(new RestartCommand(options)));
        commands.put("reload", () -> Commands.of(new ReloadCommand(options)));
        commands.put("status", () -> Commands.of(new StatusCommand(options)));
        commands.put("once", () -> Commands.of(new OnceCommand(options)));
        commands.put("init", () -> Commands.of(new InitCommand()));
        commands.put("doctor", () -> Commands.of(new DoctorCommand(options)));
        commands.put("demo", () -> Commands.of(new DemoCommand()));
        commands.put("prime", () -> Commands.of(new PrimeCommand()));
        commands.put("testserver", () -> dev.pullover.testserver.Main.commandLine(options));
        commands.put("synchrolist", () -> dev.pullover.synchrolist.Main.commandLine(options));
        commands.put("copylist", () -> dev.pullover.copylist.Main.commandLine(options));
        commands.put("stat", () -> dev.pullover.stat.Main.commandLine(options));
        commands.put("log", () -> dev.pullover.log.Main.commandLine(options));
        commands.put("publishlist", () -> dev.pullover.publishlist.Main.commandLine(options));
        return commands;
    }
}
