package dev.pullover.common.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlTest {
    private static final Control.Request DRAIN =
            new Control.Request("a-1", "drain", "production", 0, "root", "kernel update");

    @TempDir
    Path directory;

    private StateDirectory state;
    private Control control;

    @BeforeEach
    void prepare() {
        state = new StateDirectory(directory.resolve("state")).prepare();
        control = new Control(state, ModuleName.TESTSERVER);
    }

    @Test
    void requestReachesTheModuleAndTheAnswerComesBack() throws IOException {
        control.ask(DRAIN);
        assertEquals(List.of(DRAIN), control.pending());
        assertEquals(Optional.empty(), control.takeAnswer("a-1"));
        control.answer("a-1", new Control.Answer(true, "production is drained"));
        assertTrue(control.pending().isEmpty());
        assertEquals(Optional.of(new Control.Answer(true, "production is drained")), control.takeAnswer("a-1"));
        assertEquals(Optional.empty(), control.takeAnswer("a-1"));
        assertEquals(0, filesLeft());
    }

    @Test
    void whatIsNoRequestIsAnsweredSoAndRemoved() throws IOException {
        Path folder = state.control(ModuleName.TESTSERVER);
        Files.writeString(folder.resolve("b.json"), "{ not json");
        Files.writeString(folder.resolve("c.json"), "{\"id\":\"other\",\"verb\":\"drain\"}");
        Files.write(folder.resolve("d.json"), new byte[] {0, (byte) 0xa7, 0, 0, 15});
        Files.write(folder.resolve("e.json"), new byte[1 << 20]);
        control.ask(DRAIN);
        assertEquals(List.of(DRAIN), control.pending(), "the others keep nobody waiting");
        for (String id : List.of("b", "c", "d", "e")) {
            assertFalse(control.takeAnswer(id).orElseThrow().done());
        }
        control.withdraw(DRAIN.id());
        assertEquals(0, filesLeft());
    }

    @Test
    void whoAsksAndWaitsIsGivenTheAnswer() throws Exception {
        FutureTask<Optional<Control.Answer>> asking =
                new FutureTask<>(() -> control.askAndWait(DRAIN, Duration.ofMinutes(1)));
        new Thread(asking).start();
        Await.until(
                Duration.ofSeconds(20), "the request is there", () -> pending().equals(List.of(DRAIN)));
        Control.Answer answer = new Control.Answer(true, "production is drained");
        control.answer("a-1", answer);
        assertEquals(Optional.of(answer), asking.get());
        assertEquals(0, filesLeft());
    }

    @Test
    void whoAsksAndWaitsInVainTakesTheRequestBack() throws Exception {
        assertEquals(Optional.empty(), control.askAndWait(DRAIN, Duration.ofMillis(50)));
        assertEquals(0, filesLeft());
    }

    private List<Control.Request> pending() {
        try {
            return control.pending();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void requestIsWithdrawn() throws IOException {
        control.ask(DRAIN);
        control.withdraw("a-1");
        assertTrue(control.pending().isEmpty());
    }

    private long filesLeft() throws IOException {
        try (var files = Files.list(state.control(ModuleName.TESTSERVER))) {
            return files.count();
        }
    }
}
