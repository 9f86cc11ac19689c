package dev.pullover.common.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.testkit.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the state directory after anything has happened to them. */
class StateFuzzTest {
    @TempDir
    private Path folder;

    @Test
    void requestsAreAnsweredOrCarriedOut() throws IOException {
        StateDirectory state = new StateDirectory(folder).prepare();
        Control control = new Control(state, ModuleName.TESTSERVER);
        byte[] good =
                Json.mapper().writeValueAsBytes(new Control.Request("id-1", "drain", "production", 0, "cli", "why"));
        Path file = control.folder().resolve("id-1.json");
        Fuzz.Result result =
                Fuzz.bytes("control request", List.of(good, "null".getBytes(), "{}".getBytes()), 700, input -> {
                    Files.write(file, input);
                    List<Control.Request> pending = control.pending();
                    for (Control.Request request : pending) {
                        assertEquals("id-1", request.id());
                        assertEquals(
                                request,
                                Json.read(
                                        Json.mapper(),
                                        Json.mapper().writeValueAsBytes(request),
                                        Control.Request.class));
                    }
                    String answer = control.takeAnswer("id-1")
                            .map(Control.Answer::message)
                            .orElse(Fuzz.Parser.ACCEPTED);
                    assertTrue(pending.size() == 1 == answer.isEmpty(), answer);
                    return answer;
                });
        assertTrue(result.accepted() > 0 && result.outcomes() > 5, result.toString());
    }

    @Test
    void serversJson() throws IOException {
        StateDirectory state = new StateDirectory(folder).prepare();
        ServersFile file = new ServersFile(state);
        ServerRecord server = new ServerRecord(
                "production",
                ServerState.UP,
                ServerRecord.Admin.READY,
                "",
                1,
                2,
                "health",
                3,
                "e",
                4,
                5,
                6,
                7,
                List.of(new ServerRecord.Transition(1, ServerState.DOWN, ServerState.UP, "why")),
                List.of(new LayerRecord("life", true, 1, "SSH-2.0")));
        Verdict verdict = new Verdict(1, 2, "why", List.of(new Verdict.Choice("production", ServerState.UP, "e", 4)));
        file.write(new ServersFile.Content(
                1, verdict, List.of(server), "", 0, List.of(new CatalogRecord("e", 4, "", "")), null));
        byte[] good = Files.readAllBytes(state.serversJson());
        Fuzz.Result result = Fuzz.bytes("servers.json", List.of(good, "null".getBytes()), 700, input -> {
            Files.write(state.serversJson(), input);
            return file.read()
                    .map(content -> {
                        content.summary();
                        content.verdict().active();
                        return Fuzz.Parser.ACCEPTED;
                    })
                    .orElse("refused");
        });
        assertTrue(result.accepted() > 0 && result.accepted() < result.tried(), result.toString());
    }

    @Test
    void copyingJson() throws IOException {
        StateDirectory state = new StateDirectory(folder).prepare();
        CopyingFile file = new CopyingFile(state);
        file.write(new CopyingFile.Content(
                1, 2, 3, 4, 5, 6, 7, 8, 9, -1, List.of(new CopyingFile.InFlight("a", "production", 1, 2, 3))));
        byte[] good = Files.readAllBytes(state.copyingJson());
        Fuzz.bytes("copying.json", List.of(good, "null".getBytes()), 700, input -> {
            Files.write(state.copyingJson(), input);
            return file.read().isPresent() ? Fuzz.Parser.ACCEPTED : "refused";
        });
    }
}
