package dev.pullover.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The licence and notice files inside libraries, unpacked: one folder for each library. */
final class Licences {
    private static final String NAMES = "(?i)(.*/)?[^/]*(LICEN[CS]E|NOTICE|COPYING)[^/]*";

    private Licences() {}

    static void unpack(Path lib, Path into) throws IOException {
        List<Path> jars;
        try (var files = Files.list(lib)) {
            jars = files.filter(file -> !file.getFileName().toString().startsWith("pullover-"))
                    .sorted()
                    .toList();
        }
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (ZipEntry entry : zip.stream().toList()) {
                    if (!entry.isDirectory() && isLicence(entry.getName())) {
                        copy(zip, entry, into.resolve(folder(jar)));
                    }
                }
            }
        }
    }

    /** Texts that libraries must be accompanied by, but do not contain. */
    static void copy(Path texts, Path into) throws IOException {
        try (var files = Files.list(texts)) {
            for (Path text : files.toList()) {
                Files.copy(text, into.resolve(text.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static boolean isLicence(String name) {
        return name.matches(NAMES) && !name.matches(".*\\.(class|java|js)");
    }

    private static String folder(Path jar) {
        return jar.getFileName().toString().replaceAll("\\.jar$", "");
    }

    private static void copy(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        Files.createDirectories(folder);
        try (var in = zip.getInputStream(entry)) {
            Files.write(folder.resolve(name), in.readAllBytes());
        }
    }
}
