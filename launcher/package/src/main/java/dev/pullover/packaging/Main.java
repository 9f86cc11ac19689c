package dev.pullover.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;

/** Called by the profile {@code package}: writes into a directory what the packages take from there. */
public final class Main {
    private static final String HARDENING = "@HARDENING@";

    private final Path source;
    private final Path target;
    private final String version;
    private final String maintainer;
    private final Instant date;

    private Main(String[] arguments) {
        source = Path.of(arguments[0]);
        target = Path.of(arguments[1]);
        version = arguments[2];
        maintainer = arguments[3];
        date = Instant.parse(arguments[4]);
    }

    /** @param arguments the module's directory, its target directory, Debian's version, the maintainer, the date */
    public static void main(String[] arguments) throws IOException {
        new Main(arguments).writeAll();
    }

    private void writeAll() throws IOException {
        manualPages();
        completion();
        control();
        units();
        configuration();
        changelogs();
        Path bom = target.resolve("bom.json");
        write("doc/copyright", Copyright.of(bom));
        write("licenses/PARTS", Copyright.table(bom));
        Licences.unpack(target.resolve("lib"), target.resolve("licenses"));
        Licences.copy(source.resolve("src/licenses"), target.resolve("licenses"));
    }

    private void manualPages() throws IOException {
        String day = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC).format(date);
        CommandPage pages = new CommandPage(day, version);
        CommandLine all = dev.pullover.launcher.Main.commandLine();
        compressed("man/man1/pullover.1", pages.of(all));
        for (CommandLine command : CommandPage.visible(all)) {
            compressed("man/man1/pullover-" + command.getCommandName() + ".1", pages.of(command));
        }
        String markdown = Files.readString(source.resolve("../../docs/configuration.md"));
        compressed("man/man5/pullover.toml.5", ConfigurationManualPage.of(markdown, day, version));
    }

    private void completion() throws IOException {
        String bash = Completion.bash(dev.pullover.launcher.Main.commandLine());
        write("completion/pullover", bash);
        write("completion/_pullover", Completion.zsh(bash));
    }

    private void control() throws IOException {
        for (String name : new String[] {"control", "conffiles", "triggers", "postinst", "prerm", "postrm"}) {
            String text = Files.readString(source.resolve("src/deb/control").resolve(name));
            write("control/" + name, text.replace("@VERSION@", version).replace("@MAINTAINER@", maintainer));
        }
    }

    private void units() throws IOException {
        Path folder = source.resolve("src/deb/systemd");
        String hardening = Files.readString(folder.resolve("hardening"));
        for (String unit : new String[] {"pullover.service", "pullover@.service", "pullover-publish.service"}) {
            String own = hardening.replace("@UNIT@", unit.replace("@", "@SITE"));
            write("systemd/" + unit, Files.readString(folder.resolve(unit)).replace(HARDENING, own));
        }
    }

    /** What {@code pullover init} writes, without its servers: there are none before somebody names them. */
    private void configuration() throws IOException {
        String template;
        try (var in = dev.pullover.launcher.Main.class.getResourceAsStream("pullover.toml")) {
            template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int begin = template.indexOf("[[servers]]");
        int end = template.indexOf("#[check]");
        String servers = template.substring(begin, end).replaceAll("(?m)^(?=.)", "#");
        String note =
                "# Nothing starts before there are servers: uncomment and change these, or run `pullover init`.\n";
        write("pullover.toml", template.substring(0, begin) + note + servers + template.substring(end));
    }

    private void changelogs() throws IOException {
        String day = DateTimeFormatter.RFC_1123_DATE_TIME
                .withLocale(Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(date);
        compressed("doc/changelog", Files.readString(source.resolve("../../CHANGELOG.md")));
        compressed("doc/changelog.Debian", """
                pullover (%s) unstable; urgency=medium

                  * What is new in it: changelog.gz.

                 -- %s  %s
                """.formatted(version, maintainer, day.replace("GMT", "+0000")));
    }

    private void write(String name, String text) throws IOException {
        Path file = target.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** As gzip -9n does, so that the same text is the same bytes. */
    private void compressed(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] compressed = bytes.toByteArray();
        // The header says how it was compressed, and on which system: best, UNIX.
        compressed[8] = 2;
        compressed[9] = 3;
        Path file = target.resolve(name + ".gz");
        Files.createDirectories(file.getParent());
        Files.write(file, compressed);
    }
}
