package dev.pullover.common.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.pullover.common.state.CopyingFile.Content;
import dev.pullover.common.state.CopyingFile.InFlight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyingFileTest {
    @TempDir
    private Path root;

    @Test
    void hasTheDocumentedForm() throws Exception {
        StateDirectory state = new StateDirectory(root);
        CopyingFile file = new CopyingFile(state);
        Content content = new Content(
                Content.FORMAT,
                4711,
                1795222923500000000L,
                1795222920000000000L,
                12,
                52428800,
                30,
                1073741824,
                14979657,
                71680,
                List.of(new InFlight("dir/a.bin", "production", 104857600, 52428800, 1795222921000000000L)));

        file.write(content);

        assertEquals(
                "{\"format\":1,\"pid\":4711,\"updated-ns\":1795222923500000000,\"started-ns\":1795222920000000000,"
                        + "\"done-files\":12,\"done-bytes\":52428800,\"left-files\":30,\"left-bytes\":1073741824,"
                        + "\"bytes-per-second\":14979657,\"remaining-ms\":71680,\"in-flight\":[{\"path\":\"dir/a.bin\","
                        + "\"server\":\"production\",\"size\":104857600,\"done-bytes\":52428800,"
                        + "\"started-ns\":1795222921000000000}]}",
                Files.readString(state.copyingJson()));
        assertEquals(Optional.of(content), file.read());
    }

    @Test
    void isNotThereWhenNothingIsPulled() throws Exception {
        CopyingFile file = new CopyingFile(new StateDirectory(root));

        file.remove();

        assertEquals(Optional.empty(), file.read());
    }
}
