package dev.pullover.launcher;

import dev.pullover.common.cli.Commands;
import dev.pullover.common.cli.GlobalOptions;
import picocli.CommandLine;

/** {@code pullover}: the commands that concern the whole suite, and those of the modules. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        GlobalOptions options = new GlobalOptions(System.getenv());
        CommandLine commandLine = Commands.of(new PulloverCommand())
                .addSubcommand(new StartCommand(options))
                .addSubcommand(new StopCommand(options))
                .addSubcommand(new RestartCommand(options))
                .addSubcommand(new ReloadCommand(options))
                .addSubcommand(new StatusCommand(options))
                .addSubcommand(new OnceCommand(options))
                .addSubcommand(new InitCommand())
                .addSubcommand(new DoctorCommand(options))
                .addSubcommand(new DemoCommand())
                .addSubcommand(dev.pullover.testserver.Main.commandLine(options))
                .addSubcommand(dev.pullover.synchrolist.Main.commandLine(options))
                .addSubcommand(dev.pullover.copylist.Main.commandLine(options))
                .addSubcommand(dev.pullover.stat.Main.commandLine(options))
                .addSubcommand(dev.pullover.log.Main.commandLine(options))
                .addSubcommand(dev.pullover.publishlist.Main.commandLine(options));
        return Commands.execute(commandLine, options, arguments);
    }
}
