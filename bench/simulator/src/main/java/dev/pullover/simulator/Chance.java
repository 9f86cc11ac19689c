package dev.pullover.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** What a seed decides: how hard a run is, and everything that goes wrong in it. */
final class Chance {
    private final Random random;
    private boolean calm;
    final double crashes;
    final double resets;
    final double lostMessages;
    final double serverEvents;
    final double localEvents;

    Chance(long seed) {
        random = new Random(seed);
        crashes = level(0.02);
        resets = level(0.06);
        lostMessages = level(0.3);
        serverEvents = level(0.06);
        localEvents = level(0.04);
    }

    /** From now on nothing goes wrong. */
    void calm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    /** Whether something goes wrong that does so with this probability. */
    boolean strikes(double probability) {
        return !calm && probability > 0 && random.nextDouble() < probability;
    }

    /** Whether something happens, calm or not. */
    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    Duration upTo(Duration longest) {
        return Duration.ofNanos((long) (random.nextDouble() * longest.toNanos()));
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    long nextLong() {
        return random.nextLong();
    }

    RandomGenerator generator() {
        return random;
    }

    /** In some runs a kind of fault is absent, in others frequent: few find what all at once would hide. */
    private double level(double most) {
        return random.nextInt(3) == 0 ? 0 : most * random.nextDouble();
    }
}
