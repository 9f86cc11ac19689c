package dev.pullover.stat;

import dev.pullover.common.ModuleName;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Modules on the command line, by their words. */
final class ModuleWord implements ITypeConverter<ModuleName>, Iterable<String> {
    private static final List<String> WORDS =
            Arrays.stream(ModuleName.values()).map(ModuleName::word).toList();

    @Override
    public ModuleName convert(String word) {
        return ModuleName.ofWord(word)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + word + "' is not a module; modules are " + String.join(", ", WORDS)));
    }

    @Override
    public Iterator<String> iterator() {
        return WORDS.iterator();
    }
}
