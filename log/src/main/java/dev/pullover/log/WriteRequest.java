package dev.pullover.log;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.LogLevel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code log write} is asked to do. The usual forms are understood here, so that a shell loop need not wait for the model
 * of all commands to be made at each turn; for all else, and for all errors, picocli is asked.
 *
 * @param config the configuration named with {@code -c}, if any
 * @param module to write as
 * @param level of the lines
 * @param words the text, or one {@code -}; at least one
 */
record WriteRequest(Optional<Path> config, ModuleName module, LogLevel level, List<String> words) {
    private static final String COMMAND = "write";

    WriteRequest {
        words = List.copyOf(words);
    }

    /** Reads plain arguments of {@code pullover log}; empty if they are not that plain. */
    static Optional<WriteRequest> ofPlain(String... arguments) {
        Parsing parsing = new Parsing();
        for (String argument : arguments) {
            if (!parsing.take(argument)) {
                return Optional.empty();
            }
        }
        return parsing.result();
    }

    private static final class Parsing {
        private final List<String> words = new ArrayList<>();
        private Optional<Path> config = Optional.empty();
        private ModuleName module = ModuleName.CLI;
        private LogLevel level = LogLevel.INFO;
        private String option = "";
        private boolean begun;

        /** Whether the argument was understood. */
        boolean take(String argument) {
            if (!option.isEmpty()) {
                String name = option;
                option = "";
                return !argument.isEmpty() && argument.charAt(0) != '-' && takeValue(name, argument);
            }
            if (argument.startsWith("-") && argument.length() > 1) {
                int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
                option = equals < 0 ? argument : "";
                return equals < 0 || takeValue(argument.substring(0, equals), argument.substring(equals + 1));
            }
            if (!begun) {
                begun = argument.equals(COMMAND);
                return begun;
            }
            return words.add(argument);
        }

        private boolean takeValue(String name, String value) {
            switch (name) {
                case "-c", "--config" -> {
                    boolean first = config.isEmpty();
                    config = Optional.of(Path.of(value));
                    return first;
                }
                case "--module" -> {
                    Optional<ModuleName> found = ModuleName.ofWord(value);
                    module = found.orElse(module);
                    return begun && found.isPresent();
                }
                case "--level" -> {
                    Optional<LogLevel> found = LogLevel.ofWord(value);
                    level = found.orElse(level);
                    return begun && found.isPresent();
                }
                default -> {
                    return false;
                }
            }
        }

        Optional<WriteRequest> result() {
            boolean whole = option.isEmpty() && !words.isEmpty();
            return whole ? Optional.of(new WriteRequest(config, module, level, words)) : Optional.empty();
        }
    }
}
