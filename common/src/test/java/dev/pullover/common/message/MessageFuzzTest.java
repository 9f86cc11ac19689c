package dev.pullover.common.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ModuleName;
import dev.pullover.testkit.Fuzz;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a queue may hold after anything has happened to its file. */
class MessageFuzzTest {
    @Test
    void messages() {
        fuzz(
                Channel.LOG,
                LogLine.of(1, ModuleName.CLI, LogLevel.WARN, 7, "text é").about(9, "prod", "a/b"));
        fuzz(Channel.FAULT, new Fault(1, ModuleName.COPYLIST, "prod", FaultKind.TIMEOUT, "no answer"));
        fuzz(Channel.VERDICT, new Verdict(1, 2, "why", List.of(new Verdict.Choice("a", ServerState.UP, "e1", 7))));
        fuzz(Channel.WANTED, new Wanted(1, 1, 20, 20, 4096));
        fuzz(Channel.STAT, new StatUpdate(1, ModuleName.LOG, 9, List.of(new StatUpdate.Value(90, "stat", 5))));
    }

    @Test
    void textsStayHarmlessAndWithinTheirBounds() {
        Fuzz.texts("texts", List.of("a\u001b[2Jb", "müßig\u202e🚀", "plain"), 5_000, input -> {
            String escaped = Escapes.escape(input);
            assertTrue(escaped.codePoints().noneMatch(Escapes::isHarmful));
            assertEquals(escaped, Escapes.escape(escaped));
            String cut = Utf8.cut(input, 128);
            int bytes = cut.getBytes(StandardCharsets.UTF_8).length;
            assertTrue(bytes <= 128, () -> bytes + " bytes");
            return cut.equals(input) ? Fuzz.Parser.ACCEPTED : "cut";
        });
    }

    private static <T> void fuzz(Channel<T> channel, T good) {
        MessageCodec<T> codec = channel.codec();
        Fuzz.bytes("message " + good.getClass().getSimpleName(), List.of(encode(codec, good)), 5_000, input -> {
            try {
                T message = codec.decode(ByteBuffer.wrap(input));
                // What is longer than its bound is cut once, then nothing changes any more.
                byte[] encoded = encode(codec, message);
                assertArrayEquals(encoded, encode(codec, codec.decode(ByteBuffer.wrap(encoded))));
                return Fuzz.Parser.ACCEPTED;
            } catch (IllegalArgumentException e) {
                return String.valueOf(e.getMessage());
            }
        });
    }

    private static <T> byte[] encode(MessageCodec<T> codec, T message) {
        ByteBuffer buffer = ByteBuffer.allocate(codec.maxBytes());
        codec.encode(message, buffer);
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }
}
