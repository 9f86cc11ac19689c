package dev.pullover.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Feeds a parser with mutations of good inputs. An input with an outcome that was not seen before (accepted, or refused in
 * other words) is mutated further: so it gets past the first checks without looking into the code. A seed repeats a run.
 */
public final class Fuzz {
    private static final String SEED = "pullover.test.seed";
    private static final long DEFAULT_SEED = 20_261_121L;
    private static final int MAX_INPUT_BYTES = 100_000;
    private static final int MAX_CORPUS = 2_000;
    private static final int MAX_MUTATIONS = 6;
    private static final int MAX_PIECE_BYTES = 64;
    /** Refusals that differ in names and numbers only are the same. */
    private static final String PARTICULARS = "'[^']*'|\"[^\"]*\"|[^A-Za-z ]+";

    private static final int OUTCOME_CHARS = 30;
    /** Of one input: far above what any takes, also on a loaded machine. */
    private static final long LIMIT_NS = 20_000_000_000L;

    private static final String[] TELLING = {
        "0",
        "-1",
        "1",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "2147483648",
        "1e999",
        "NaN",
        "\0",
        "\n",
        "\r\n",
        "\t",
        " ",
        "%",
        "%00",
        "%2F",
        "%zz",
        "..",
        "../",
        "/",
        "\\",
        "\"",
        "'",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "null",
        "true",
        "{}",
        "[]",
        "\u001b[31m",
        "é",
        "\ud83d\ude00",
        "\ufeff",
        "*",
        "?",
        "**",
        "!",
        "@",
        "|1|",
        "=",
        "#",
        "1s",
        "1GB",
        "::1",
        "sftp://",
        "a".repeat(300)
    };

    private final String name;
    private final Parser parser;
    private final Random random;
    private final long seed;
    private final List<byte[]> corpus = new ArrayList<>();
    private final int good;
    private final Set<String> outcomes = new HashSet<>();

    private Fuzz(String name, List<byte[]> good, Parser parser) {
        this.name = name;
        this.parser = parser;
        this.seed = Long.getLong(SEED, DEFAULT_SEED);
        this.random = new Random(seed);
        this.good = good.size();
        corpus.addAll(good);
    }

    /** What is tried. */
    @FunctionalInterface
    public interface Parser {
        /** Stands for an input that was taken. */
        String ACCEPTED = "";

        /**
         * Tries one input, and checks what comes of it.
         *
         * @return {@link #ACCEPTED}, or the message with which it was refused, in the documented way
         * @throws Exception whatever else: a bug
         */
        String outcome(byte[] input) throws Exception;
    }

    /**
     * How it went.
     *
     * @param tried inputs
     * @param accepted of them
     * @param outcomes different ones
     */
    public record Result(int tried, int accepted, int outcomes) {}

    /**
     * Tries {@code usual} inputs, a hundred times as many in a soak, and prints how it went.
     *
     * @throws AssertionError with the input, if the parser throws, or takes too long
     */
    public static Result bytes(String name, List<byte[]> good, int usual, Parser parser) {
        return new Fuzz(name, good, parser).run(Soak.times(usual, 100 * usual));
    }

    /** Same, of texts: inputs are turned into text as UTF-8, with replacements for what is none. */
    public static Result texts(String name, List<String> good, int usual, TextParser parser) {
        List<byte[]> bytes =
                good.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        return bytes(name, bytes, usual, input -> parser.outcome(new String(input, StandardCharsets.UTF_8)));
    }

    /** As {@link Parser}. */
    @FunctionalInterface
    public interface TextParser {
        String outcome(String input) throws Exception;
    }

    private Result run(int rounds) {
        int accepted = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] input = round < good ? corpus.get(round) : mutated();
            String outcome = outcome(input, round);
            accepted += outcome.equals(Parser.ACCEPTED) ? 1 : 0;
            String kind = outcome.replaceAll(PARTICULARS, "#");
            if (outcomes.add(kind.substring(0, Math.min(OUTCOME_CHARS, kind.length()))) && corpus.size() < MAX_CORPUS) {
                corpus.add(input);
            }
        }
        System.out.printf(
                "fuzz %s: %d inputs, %d accepted, %d outcomes, seed %d%n",
                name, rounds, accepted, outcomes.size(), seed);
        return new Result(rounds, accepted, outcomes.size());
    }

    private String outcome(byte[] input, int round) {
        long start = System.nanoTime();
        try {
            String outcome = parser.outcome(input);
            if (System.nanoTime() - start > LIMIT_NS) {
                throw new AssertionError("took " + (System.nanoTime() - start) / 1_000_000 + " ms");
            }
            return outcome;
        } catch (Exception | Error e) {
            throw new AssertionError(
                    name + ", round " + round + ", -D" + SEED + "=" + seed + ": " + e + "\ninput (hex): "
                            + HexFormat.of().formatHex(input, 0, Math.min(input.length, 2000)) + "\ninput: "
                            + new String(input, 0, Math.min(input.length, 2000), StandardCharsets.UTF_8),
                    e);
        }
    }

    private byte[] mutated() {
        byte[] input = pick();
        for (int i = 1 + random.nextInt(MAX_MUTATIONS); i > 0; i--) {
            input = mutated(input);
        }
        return input.length <= MAX_INPUT_BYTES ? input : Arrays.copyOf(input, MAX_INPUT_BYTES);
    }

    private byte[] mutated(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + 1 + random.nextInt(MAX_PIECE_BYTES));
        return switch (random.nextInt(8)) {
            case 0 -> changed(input);
            case 1 -> spliced(input, from, to, new byte[0]);
            case 2 -> spliced(input, from, from, telling());
            case 3 -> spliced(input, from, to, telling());
            case 4 -> spliced(input, from, from, Arrays.copyOfRange(input, from, to));
            case 5 -> Arrays.copyOf(input, from);
            case 6 -> other(input, from);
            default -> spliced(input, from, Math.min(input.length, from + 1), new byte[] {(byte) random.nextInt()});
        };
    }

    private byte[] changed(byte[] input) {
        if (input.length == 0) {
            return input;
        }
        byte[] copy = input.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        return copy;
    }

    /** The beginning of this one, and the end of another one. */
    private byte[] other(byte[] input, int from) {
        byte[] other = pick();
        return spliced(
                input, from, input.length, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
    }

    private byte[] telling() {
        return TELLING[random.nextInt(TELLING.length)].getBytes(StandardCharsets.UTF_8);
    }

    private byte[] pick() {
        return corpus.get(random.nextInt(random.nextBoolean() ? good : corpus.size()));
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] between) {
        byte[] result = new byte[from + between.length + input.length - to];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(between, 0, result, from, between.length);
        System.arraycopy(input, to, result, from + between.length, input.length - to);
        return result;
    }
}
