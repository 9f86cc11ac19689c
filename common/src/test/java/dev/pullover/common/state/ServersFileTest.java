package dev.pullover.common.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServersFileTest {
    @TempDir
    Path directory;

    private static ServerRecord record(String name, ServerState state, String reason) {
        return new ServerRecord(
                name,
                state,
                ServerRecord.Admin.READY,
                reason,
                1,
                2,
                "life",
                3,
                "epoch",
                4,
                5,
                6,
                7,
                List.of(new ServerRecord.Transition(1, ServerState.UP, state, reason)),
                List.of(new LayerRecord("life", false, 3, reason)));
    }

    private static ServersFile.Content content() {
        Verdict verdict = new Verdict(1, 2, "why", List.of(new Verdict.Choice("backup", ServerState.UP, "epoch", 4)));
        return new ServersFile.Content(
                ServersFile.Content.FORMAT,
                verdict,
                List.of(
                        record("production", ServerState.ALARM, "wrong host key (auth)"),
                        record("backup", ServerState.DOWN, "connection refused by 127.0.0.1:2201 (life)"),
                        record("third", ServerState.UP, "")),
                "backup",
                9,
                List.of(new CatalogRecord("epoch", 4, "chain", "2026-11-21T12:00:00Z")),
                new FailoverRecord(8, "production", "backup", 12, 34L));
    }

    @Test
    void readsBackWhatWasWritten() throws IOException {
        ServersFile file = new ServersFile(new StateDirectory(directory));
        assertEquals(Optional.empty(), file.read());
        file.write(content());
        assertEquals(Optional.of(content()), file.read());
    }

    @Test
    void whatCannotBeUnderstoodCountsAsNotThere() throws IOException {
        Files.writeString(new StateDirectory(directory).serversJson(), "{\"format\":1,");
        assertTrue(new ServersFile(new StateDirectory(directory)).read().isEmpty());
    }

    @Test
    void summaryNamesEachServerWithItsReasonAndWhatToDo() {
        assertEquals(
                "production: ALARM, wrong host key (auth), until: pullover testserver ready production; "
                        + "backup: DOWN, connection refused by 127.0.0.1:2201 (life); third: UP",
                content().summary());
    }
}
