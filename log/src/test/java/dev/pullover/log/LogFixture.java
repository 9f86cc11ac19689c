package dev.pullover.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pullover.common.ModuleName;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ConfigLoader;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.LogLevel;
import dev.pullover.common.message.LogLine;
import dev.pullover.common.metrics.Counters;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.queue.MemoryQueueStorage;
import dev.pullover.common.queue.MessageAppender;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageSender;
import dev.pullover.common.queue.MessageTailer;
import dev.pullover.common.queue.QueueStorage;
import dev.pullover.common.queue.StandardMessageBus;
import dev.pullover.common.state.StateDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.output.StringBuilderWriter;
import org.jspecify.annotations.Nullable;

/** A state directory with a log agent on queues in memory, and a clock that the test sets. */
final class LogFixture implements AutoCloseable {
    static final Instant START = Instant.parse("2026-11-21T13:03:22.417123456Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration DISCOVERY = Duration.ofMillis(500);

    final Path root;
    final QueueStorage storage = new KeepingStorage(new MemoryQueueStorage());
    final Counters counters = new Counters();
    final AtomicLong nowNs = new AtomicLong(TimeUnit.SECONDS.toNanos(START.getEpochSecond()) + START.getNano());
    private final MessageBus senders = new StandardMessageBus(storage, nowNs::get);
    private final ObjectMapper mapper = new ObjectMapper();
    private final String logSection;
    private MessageBus readers = new StandardMessageBus(storage, nowNs::get);

    /** @param logSection lines of the configuration below {@code [log]} */
    LogFixture(Path root, String... logSection) {
        this.root = root;
        this.logSection = String.join("\n", logSection);
    }

    Path state() {
        return root.resolve("state");
    }

    Path text() {
        return state().resolve("pullover.log");
    }

    Path json() {
        return state().resolve("pullover.jsonl");
    }

    Path configFile() throws IOException {
        Path file = root.resolve("pullover.toml");
        Files.writeString(
                file,
                "[replica]\ndirectory = \"" + root.resolve("replica") + "\"\nstate = \"" + state()
                        + "\"\nreserve = \"0B\"\n[log]\n" + logSection + "\n");
        return file;
    }

    /** An agent as a new process would open it, after the last one was killed. */
    LogAgent start() throws IOException {
        Config config = ConfigLoader.load(configFile());
        readers = new StandardMessageBus(storage, nowNs::get);
        return LogAgent.open(
                new ModuleContext(
                        ModuleName.LOG,
                        config,
                        new StateDirectory(state()).prepare(),
                        readers,
                        server -> {
                            throw new AssertionError("log opens no server");
                        },
                        counters,
                        clock(),
                        nowNs::get,
                        new Random(1),
                        () -> false),
                ZoneOffset.ofHours(1));
    }

    /** One start, one pass, one end. */
    void pass() throws IOException {
        try (LogAgent agent = start()) {
            agent.pass();
        }
    }

    void send(ModuleName writer, String text) {
        sendAll(writer, List.of(text));
    }

    /** Lines of one moment. A sender pauses behind each batch, so this takes far less time than one by one. */
    void sendAll(ModuleName writer, List<String> texts) {
        sendLines(
                writer,
                texts.stream()
                        .map(text -> LogLine.of(nowNs.get(), writer, LogLevel.INFO, 48211, text))
                        .toList());
    }

    void send(ModuleName writer, LogLine line) {
        sendLines(writer, List.of(line));
    }

    /** Also lets so much time pass that a new writer is looked for. */
    private void sendLines(ModuleName writer, List<LogLine> lines) {
        advance(DISCOVERY);
        MessageSender<LogLine> sender = senders.sender(Channel.LOG, writer);
        lines.forEach(line -> assertTrue(sender.send(line)));
        try {
            assertTrue(sender.flush(TIMEOUT));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void advance(Duration duration) {
        nowNs.addAndGet(duration.toNanos());
    }

    /** All text lines, from the oldest file that was put aside to the newest. */
    List<String> allText() throws IOException {
        return all(text());
    }

    /** The texts of all JSON lines, in order. */
    List<String> allMessages() throws IOException {
        List<String> messages = new ArrayList<>();
        for (String line : all(json())) {
            JsonNode node = mapper.readTree(line);
            messages.add(node.get("message").asText());
        }
        return messages;
    }

    /** The texts of all lines of the text file, in order. */
    List<String> allTexts() throws IOException {
        return allText().stream()
                .map(line -> line.replaceFirst("^\\S+ +\\S+ +\\S+ +\\d+ ", ""))
                .toList();
    }

    static List<String> all(Path file) throws IOException {
        StringBuilder content = new StringBuilder();
        for (Path part : parts(file)) {
            try (BufferedReader reader = reader(part)) {
                reader.transferTo(new StringBuilderWriter(content));
            }
        }
        assertTrue(content.isEmpty() || content.charAt(content.length() - 1) == '\n', "ends within a line");
        return content.toString().lines().toList();
    }

    /** The file and those that were put aside before, the oldest first. */
    static List<Path> parts(Path file) throws IOException {
        String prefix = file.getFileName() + ".";
        List<Path> parts = new ArrayList<>();
        try (DirectoryStream<Path> compressed = Files.newDirectoryStream(file.getParent(), prefix + "*.gz")) {
            compressed.forEach(parts::add);
        }
        parts.removeIf(part -> !number(part, prefix).matches("[1-9]\\d*"));
        parts.sort(Comparator.comparingInt(part -> -Integer.parseInt(number(part, prefix))));
        parts.add(file.resolveSibling(prefix + "0"));
        parts.add(file);
        parts.removeIf(Files::notExists);
        return parts;
    }

    private static String number(Path part, String prefix) {
        String name = part.getFileName().toString();
        return name.substring(prefix.length(), name.length() - ".gz".length());
    }

    static BufferedReader reader(Path part) throws IOException {
        InputStream in = Files.newInputStream(part);
        return new BufferedReader(new InputStreamReader(
                part.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
    }

    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(state())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    Clock clock() {
        InstantSource source = () -> Instant.ofEpochSecond(0, nowNs.get());
        return source.withZone(ZoneOffset.UTC);
    }

    @Override
    public void close() {
        senders.close();
        readers.close();
    }

    /** Keeps what was read, as a queue on disk does until its cycle is over: so a test can go back. */
    private record KeepingStorage(QueueStorage all) implements QueueStorage {
        @Override
        public <T> MessageAppender<T> appender(Channel<T> channel, ModuleName writer) {
            return all.appender(channel, writer);
        }

        @Override
        public <T> MessageTailer<T> tailer(Channel<T> channel, String writer) {
            MessageTailer<T> tailer = all.tailer(channel, writer);
            return new MessageTailer<>() {
                @Override
                public @Nullable Entry<T> next() {
                    return tailer.next();
                }

                @Override
                public long index() {
                    return tailer.index();
                }

                @Override
                public void moveTo(long index) {
                    tailer.moveTo(index);
                }

                @Override
                public long moveToEnd() {
                    return tailer.moveToEnd();
                }

                @Override
                public void deleteBefore(long index) {
                    assertTrue(index <= tailer.index());
                }

                @Override
                public void close() {
                    tailer.close();
                }
            };
        }

        @Override
        public Set<String> writers(Channel<?> channel) {
            return all.writers(channel);
        }
    }
}
