package dev.pullover.common.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pullover.common.ModuleName;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layouts are a contract between processes of different versions: a change here needs a new version number. */
class GoldenBytesTest {
    private static final long TIME_NS = 0x0102030405060708L;

    record Golden<T>(Channel<T> channel, T message, String hex) {}

    static Stream<Golden<?>> golden() {
        return Stream.of(
                new Golden<>(
                        Channel.LOG,
                        new LogLine(
                                TIME_NS,
                                ModuleName.COPYLIST,
                                LogLevel.WARN,
                                4_000_000_000L,
                                65_535,
                                "prod",
                                "ü",
                                true,
                                "é!"),
                        "0102030301ee6b28000102030405060708" + "ffff" + "0470726f64" + "02c3bc" + "03c3a921"),
                new Golden<>(
                        Channel.FAULT,
                        new Fault(TIME_NS, ModuleName.SYNCHROLIST, "prod", FaultKind.TIMEOUT, "no answer"),
                        "020102030102030405060708" + "0470726f64" + "096e6f20616e73776572"),
                new Golden<>(
                        Channel.VERDICT,
                        new Verdict(
                                TIME_NS,
                                TIME_NS + 1,
                                "why",
                                List.of(
                                        new Verdict.Choice("a", ServerState.UP, "e1", 7),
                                        new Verdict.Choice("b", ServerState.ALARM, "", 0))),
                        "0301010203040506070801020304050607090377687902" + "0100000000000000070161026531"
                                + "070000000000000000016200"),
                new Golden<>(
                        Channel.WANTED,
                        new Wanted(TIME_NS, 1, 20, 20, 4096),
                        "0401010203040506070800000000000000010000000000000014000000000000001400000000" + "00001000"),
                new Golden<>(
                        Channel.STAT,
                        new StatUpdate(
                                TIME_NS,
                                ModuleName.LOG,
                                9,
                                List.of(
                                        new StatUpdate.Value(90, "stat", 5),
                                        new StatUpdate.Value(65535, "", Long.MAX_VALUE))),
                        "05010501020304050607080000000000000009" + "02" + "005a00000000000000050473746174"
                                + "ffff7fffffffffffffff00"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    <T> void layoutStaysAsItIs(Golden<T> golden) {
        MessageCodec<T> codec = golden.channel().codec();
        assertEquals(golden.hex(), encode(codec, golden.message()));
        assertEquals(
                golden.message(), codec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(golden.hex()))));
    }

    @ParameterizedTest
    @MethodSource("golden")
    <T> void everyPrefixIsRefused(Golden<T> golden) {
        byte[] bytes = HexFormat.of().parseHex(golden.hex());
        for (int length = 0; length < bytes.length; length++) {
            ByteBuffer prefix = ByteBuffer.wrap(bytes, 0, length);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> golden.channel().codec().decode(prefix));
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    <T> void noiseIsRefusedOrReadButNeverBreaksTheReader(Golden<T> golden) {
        long seed = new Random().nextLong();
        System.out.println("GoldenBytesTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            byte[] bytes = HexFormat.of().parseHex(golden.hex());
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                golden.channel().codec().decode(ByteBuffer.wrap(bytes));
            } catch (IllegalArgumentException e) {
                assertEquals(IllegalArgumentException.class, e.getClass());
            }
        }
    }

    @Test
    void largestMessagesFitTheirBound() {
        String longText = "€".repeat(400);
        List<Verdict.Choice> choices = Stream.generate(() -> new Verdict.Choice(longText, ServerState.UP, longText, 1))
                .limit(Verdict.MAX_SERVERS)
                .toList();
        encode(Channel.VERDICT.codec(), new Verdict(1, 2, longText, choices));
        encode(Channel.FAULT.codec(), new Fault(1, ModuleName.CLI, longText, FaultKind.AUTH, longText));
        encode(
                Channel.LOG.codec(),
                LogLine.of(1, ModuleName.CLI, LogLevel.INFO, 1, longText).about(1, longText, longText));
        List<StatUpdate.Value> values = Stream.generate(() -> new StatUpdate.Value(1, longText, 1))
                .limit(StatUpdate.MAX_VALUES)
                .toList();
        encode(Channel.STAT.codec(), new StatUpdate(1, ModuleName.STAT, 1, values));
    }

    @Test
    void logLinesOfVersionOneAreStillRead() {
        byte[] bytes = HexFormat.of().parseHex("0101030301ee6b28000102030405060708" + "03c3a921");
        assertEquals(
                new LogLine(TIME_NS, ModuleName.COPYLIST, LogLevel.WARN, 4_000_000_000L, 0, "", "", true, "é!"),
                Channel.LOG.codec().decode(ByteBuffer.wrap(bytes)));
    }

    @Test
    void nobodyForgesALogLine() {
        LogLine line = LogLine.of(1, ModuleName.CLI, LogLevel.INFO, 1, "a\nERROR b\t\u001b[31m\u2028c");
        assertEquals("a\\nERROR b\\t\\u001b[31m\\u2028c", line.text());
        LogLine hidden =
                LogLine.of(1, ModuleName.CLI, LogLevel.INFO, 1, "\u202Egpj.exe\u009B2J\u2066\uFEFF\uDB40\uDC41é🦆");
        assertEquals("\\u202egpj.exe\\u009b2J\\u2066\\ufeff\\udb40\\udc41é🦆", hidden.text());
        assertEquals("a\\nb", line.about(1, "a\nb", "").server());
    }

    private static <T> String encode(MessageCodec<T> codec, T message) {
        ByteBuffer buffer = ByteBuffer.allocate(codec.maxBytes());
        codec.encode(message, buffer);
        return HexFormat.of().formatHex(buffer.array(), 0, buffer.position());
    }
}
