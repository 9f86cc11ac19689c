package dev.pullover.testkit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts classes of a test in JVMs of their own. */
public final class JavaProcess {
    private JavaProcess() {}

    /** Starts {@code main} in a JVM whose output is this process's. */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        return of(main, arguments)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A JVM with the class path and the flags of this one; what it writes to its standard error is this process's. */
    public static ProcessBuilder of(Class<?> main, String... arguments) {
        return of(List.of(), main, arguments);
    }

    /** The same with more flags of the JVM, which win over those that it has anyway. */
    public static ProcessBuilder of(List<String> flags, Class<?> main, String... arguments) {
        // Whoever started the tests may ignore HUP (nohup does), which a JVM inherits and respects.
        List<String> all = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What Chronicle needs of the JVM is as in this one.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.matches("--(add|enable|sun).*|-Dchronicle.*"))
                .forEach(all::add);
        // As the script `pullover` has it: most live short or do little.
        all.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        all.addAll(flags);
        all.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
