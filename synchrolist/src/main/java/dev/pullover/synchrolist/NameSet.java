package dev.pullover.synchrolist;

import dev.pullover.common.path.FilePath;
import java.util.Arrays;

/**
 * The names of one directory, as 8 bytes each: a directory may have millions. Two names in the same 8 bytes (with a million
 * names one chance in 10⁷) only mean that a name which is gone goes unnoticed. First all are added, then it is asked.
 */
final class NameSet {
    private static final long PRIME = 0x100000001B3L;
    private static final long BASIS = 0xCBF29CE484222325L;

    private long[] hashes = new long[16];
    private int size;
    private boolean sorted;

    void add(FilePath name) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        hashes[size++] = hash(name);
        sorted = false;
    }

    int size() {
        return size;
    }

    boolean contains(FilePath name) {
        if (!sorted) {
            Arrays.sort(hashes, 0, size);
            sorted = true;
        }
        return Arrays.binarySearch(hashes, 0, size, hash(name)) >= 0;
    }

    /** FNV-1a of 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/. */
    private static long hash(FilePath name) {
        long hash = BASIS;
        for (byte b : name.bytes()) {
            hash = (hash ^ (b & 0xFF)) * PRIME;
        }
        return hash;
    }
}
