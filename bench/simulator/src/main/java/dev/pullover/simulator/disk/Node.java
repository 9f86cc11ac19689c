package dev.pullover.simulator.disk;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A file or a directory: as processes see it, and as it is on the platters. */
final class Node {
    private static final int FILE_TYPE = 0100000;
    private static final int DIRECTORY_TYPE = 0040000;

    final long number;
    final boolean isDirectory;
    /** What processes see in a directory. */
    TreeMap<String, Node> names = new TreeMap<>();
    /** What of that is durable. */
    final TreeMap<String, Node> durableNames = new TreeMap<>();

    byte[] content = new byte[0];
    int mode;
    long mtimeNs;
    long ctimeNs;
    private byte[] durableContent = new byte[0];
    private int durableMode;
    private long durableMtimeNs;
    private boolean clean;

    Node(long number, boolean isDirectory, int mode, long nowNs) {
        this.number = number;
        this.isDirectory = isDirectory;
        this.mode = mode;
        this.mtimeNs = nowNs;
        this.ctimeNs = nowNs;
        this.durableMode = mode;
        this.durableMtimeNs = nowNs;
    }

    int typeAndMode() {
        return mode | (isDirectory ? DIRECTORY_TYPE : FILE_TYPE);
    }

    /** Something of it changed and is not durable. */
    void touched(long nowNs) {
        clean = false;
        ctimeNs = nowNs;
    }

    /** Content and attributes become durable. */
    void force() {
        durableContent = content.clone();
        durableMode = mode;
        durableMtimeNs = mtimeNs;
        clean = true;
    }

    /** The content that a power cut now would leave for certain; of a file that changed since it was forced, the old one. */
    byte[] durableContent() {
        return durableContent;
    }

    boolean isClean() {
        return clean;
    }

    /** What is found of it after a power cut. */
    void lose(RandomGenerator random) {
        names = new TreeMap<>(durableNames);
        if (clean || isDirectory) {
            return;
        }
        content = switch (random.nextInt(3)) {
            case 0 -> durableContent.clone();
            case 1 -> content;
            default -> torn(random);
        };
        if (random.nextBoolean()) {
            mode = durableMode;
            mtimeNs = durableMtimeNs;
        }
        force();
    }

    /** What was durable and did not change is there, of the rest only a part; behind it there may be zeros. */
    private byte[] torn(RandomGenerator random) {
        int changed = Arrays.mismatch(durableContent, content);
        int same = changed < 0 ? content.length : changed;
        int there = same + random.nextInt(content.length - same + 1);
        return Arrays.copyOf(Arrays.copyOf(content, there), random.nextBoolean() ? content.length : there);
    }
}
