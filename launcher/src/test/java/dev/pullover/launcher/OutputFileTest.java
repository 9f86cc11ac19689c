package dev.pullover.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.pullover.common.ModuleName;
import dev.pullover.common.state.StateDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    Path state;

    @Test
    void staysBoundedWhileAProcessPrints() throws IOException {
        OutputFile output = new OutputFile(new StateDirectory(state), ModuleName.COPYLIST);
        output.bound();
        assertFalse(output.file().exists());
        Path old = state.resolve("copylist.out.1");
        try (OutputStream process =
                Files.newOutputStream(output.file().toPath(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            process.write(new byte[(int) OutputFile.MAX_BYTES]);
            output.bound();
            assertFalse(Files.exists(old), "not yet");
            for (String word : new String[] {"first", "second"}) {
                process.write(new byte[(int) OutputFile.MAX_BYTES]);
                process.write(word.getBytes(StandardCharsets.UTF_8));
                output.bound();
                assertEquals(0, output.file().length());
                String kept = Files.readString(old);
                assertEquals(word, kept.substring(kept.length() - word.length()));
                process.write('x');
                assertEquals("x", Files.readString(output.file().toPath()));
            }
        }
    }
}
