package dev.pullover.testkit;

/** How much a test that could go on for long does: little in {@code mvn verify}, much in {@code mvn -Psoak verify}. */
public final class Soak {
    private Soak() {}

    /** Whether the profile {@code soak} is on. */
    public static boolean isOn() {
        return Boolean.getBoolean("pullover.soak");
    }

    /** How many seeds, rounds or files: {@code usually}, or {@code soaking} when the profile {@code soak} is on. */
    public static int times(int usually, int soaking) {
        return isOn() ? soaking : usually;
    }
}
