package dev.pullover.packaging;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, from the same model that reads the command line and prints its help. */
final class CommandPage {
    private static final String[][] EXIT_CODES = {
        {"0", "All done, or nothing to do."},
        {"1", "An unexpected failure."},
        {"2", "Wrong usage, or an error in the configuration."},
        {"3", "No server answers."},
        {"4", "Some files could not be copied or published."},
        {"5", "It is running already."},
        {"6", "A verification found differences."},
        {"7", "A module is not running (status)."},
    };

    private static final String[][] ENVIRONMENT = {
        {"PULLOVER_CONFIG", "The configuration, where -c does not name one."},
        {"PULLOVER_JAVA", "The java program to run with; else the one that came with Pullover."},
        {"JAVA_HOME", "The JVM where none came with Pullover; else the newest that is found, 17 or later."},
        {"PULLOVER_JAVA_OPTIONS", "More flags for the JVM."},
        {"PULLOVER_NO_ARCHIVE", "If set, no archive of classes for fast starts is used or made."},
    };

    private final String date;
    private final String version;

    CommandPage(String date, String version) {
        this.date = date;
        this.version = version;
    }

    /** Of {@code pullover}, or of one command of it with those below it. */
    String of(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        boolean outermost = spec.parent() == null;
        String name = spec.qualifiedName("-");
        Roff page = new Roff(name, 1, date, version);
        page.section("NAME").paragraph(name + " - " + firstLine(spec));
        page.section("SYNOPSIS").paragraph(synopsis(command));
        if (outermost) {
            page.paragraph("pullover COMMAND --help");
        }
        page.section("DESCRIPTION");
        description(page, spec);
        page.section("OPTIONS");
        arguments(page, spec);
        if (!visible(command).isEmpty()) {
            page.section("COMMANDS");
        }
        for (CommandLine sub : visible(command)) {
            if (outermost) {
                page.item("pullover-" + sub.getCommandName() + "(1)", firstLine(sub.getCommandSpec()));
            } else {
                page.subsection(synopsis(sub));
                description(page, sub.getCommandSpec());
                arguments(page, sub.getCommandSpec());
            }
        }
        common(page, outermost);
        return page.toString();
    }

    /** The commands that are not hidden, by name. */
    static List<CommandLine> visible(CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    private static void common(Roff page, boolean outermost) {
        page.section("EXIT STATUS");
        for (String[] code : EXIT_CODES) {
            page.item(code[0], code[1]);
        }
        page.section("ENVIRONMENT");
        for (String[] variable : ENVIRONMENT) {
            page.item(variable[0], variable[1]);
        }
        page.section("FILES");
        page.item(
                "/etc/pullover/pullover.toml",
                "The configuration, where neither -c nor $PULLOVER_CONFIG names one"
                        + " and the current directory has no pullover.toml.");
        page.item("/var/lib/pullover", "Queues, databases, locks and logs, unless the configuration says otherwise.");
        page.section("SEE ALSO").paragraph(outermost ? "pullover.toml(5)" : "pullover(1), pullover.toml(5)");
    }

    private static String firstLine(CommandSpec spec) {
        String[] description = spec.usageMessage().description();
        String line = description.length == 0 ? "" : String.format(description[0]);
        return line.replaceAll("\\.$", "");
    }

    private static void description(Roff page, CommandSpec spec) {
        for (String line : spec.usageMessage().description()) {
            page.paragraph(String.format(line));
        }
    }

    private static String synopsis(CommandLine command) {
        String help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
        return help.replaceAll("\\s+", " ").strip();
    }

    private static void arguments(Roff page, CommandSpec spec) {
        var labels = new Help(spec, Help.defaultColorScheme(Ansi.OFF)).createDefaultParamLabelRenderer();
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                page.item(parameter.paramLabel(), words(parameter));
            }
        }
        // What every command inherits is said on the page of the outermost.
        Stream<OptionSpec> own = spec.options().stream().filter(option -> !option.hidden() && !option.inherited());
        own.forEach(option -> page.item(
                String.join(", ", option.names()) + labels.renderParameterLabel(option, Ansi.OFF, List.of()),
                words(option)));
    }

    private static String words(ArgSpec argument) {
        return String.join(" ", argument.description()).replace("%%", "%");
    }
}
