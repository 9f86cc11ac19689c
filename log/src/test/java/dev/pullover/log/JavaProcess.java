package dev.pullover.log;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts classes of this module in JVMs of their own. */
final class JavaProcess {
    private JavaProcess() {}

    /** Its output is this process's. */
    static Process start(Class<?> main, String... arguments) throws IOException {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What Chronicle needs of the JVM is as in this one.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.matches("--(add|enable|sun).*|-Dchronicle.*"))
                .forEach(all::add);
        all.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all).inheritIO().start();
    }
}
