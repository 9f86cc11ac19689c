package dev.pullover.common.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ModuleName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Requests to a running module, as files in {@code control/<module>/}: {@code <id>.json}, made by rename, answered by
 * {@code <id>.done.json}. Thread-safe.
 */
public final class Control {
    private static final String REQUEST_SUFFIX = ".json";
    private static final String ANSWER_SUFFIX = ".done.json";
    private static final int MAX_REQUEST_BYTES = 64 << 10;
    private static final long ANSWER_POLL_MS = 20;

    private final Path folder;
    private final ObjectMapper mapper = Json.mapper();

    public Control(StateDirectory state, ModuleName module) {
        this.folder = state.control(module);
    }

    /** Where requests come in. */
    public Path folder() {
        return folder;
    }

    /** Leaves a request for the module. The id in it must be new: letters, digits and {@code -}. */
    public void ask(Request request) throws IOException {
        AtomicFiles.replace(folder.resolve(request.id() + REQUEST_SUFFIX), mapper.writeValueAsBytes(request));
    }

    /**
     * Leaves a request and waits for the answer. A request that nobody answers is taken back.
     *
     * @return the answer, or empty if there was none within about {@code timeout}
     */
    public Optional<Answer> askAndWait(Request request, Duration timeout) throws IOException, InterruptedException {
        ask(request);
        for (long waited = 0; waited < timeout.toMillis(); waited += ANSWER_POLL_MS) {
            Optional<Answer> answer = takeAnswer(request.id());
            if (answer.isPresent()) {
                return answer;
            }
            Thread.sleep(ANSWER_POLL_MS);
        }
        withdraw(request.id());
        return takeAnswer(request.id());
    }

    /** The answer to a request, if it is there; it is taken away. */
    public Optional<Answer> takeAnswer(String id) throws IOException {
        Path file = folder.resolve(id + ANSWER_SUFFIX);
        try {
            Answer answer = Json.read(mapper, Files.readAllBytes(file), Answer.class);
            Files.deleteIfExists(file);
            return Optional.of(answer);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Takes back a request that nobody answered. */
    public void withdraw(String id) throws IOException {
        Files.deleteIfExists(folder.resolve(id + REQUEST_SUFFIX));
    }

    /** For the module: the requests that wait, by id. What is not a request is removed. */
    public List<Request> pending() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, Control::isRequest)) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        List<Request> requests = new ArrayList<>(files.size());
        for (Path file : files) {
            read(file).ifPresent(requests::add);
        }
        return requests;
    }

    /** For the module: says how a request ended, and removes it. */
    public void answer(String id, Answer answer) throws IOException {
        AtomicFiles.replace(folder.resolve(id + ANSWER_SUFFIX), mapper.writeValueAsBytes(answer));
        Files.deleteIfExists(folder.resolve(id + REQUEST_SUFFIX));
    }

    private Optional<Request> read(Path file) throws IOException {
        String id = file.getFileName().toString().replace(REQUEST_SUFFIX, "");
        try {
            if (Files.size(file) > MAX_REQUEST_BYTES) {
                answer(id, new Answer(false, "larger than " + MAX_REQUEST_BYTES + " bytes"));
                return Optional.empty();
            }
            Request request = Json.read(mapper, Files.readAllBytes(file), Request.class);
            if (id.equals(request.id())) {
                return Optional.of(request);
            }
            answer(id, new Answer(false, "the id in the request is not that of the file"));
        } catch (JacksonException e) {
            answer(id, new Answer(false, "not a request: " + e.getOriginalMessage()));
        } catch (NoSuchFileException e) {
            // Withdrawn while we looked.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isRequest(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(REQUEST_SUFFIX) && !name.endsWith(ANSWER_SUFFIX) && !name.startsWith(".");
    }

    /**
     * What someone asks of a module.
     *
     * @param id unique; names the files
     * @param verb {@code drain}, {@code maint}, {@code ready}, {@code switch}, {@code reload}, {@code retry-parked}
     * @param target a server's name, or empty
     * @param untilNs until when it is to hold, nanoseconds since 1970 UTC, 0 if without end
     * @param by who asks, for the record
     * @param reason why, for the record; may be empty
     */
    public record Request(String id, String verb, String target, long untilNs, String by, String reason) {
        public Request {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(verb, "verb");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** How a request ended: whether it was done, and a message for people. */
    public record Answer(boolean done, String message) {
        public Answer {
            Objects.requireNonNull(message, "message");
        }
    }
}
