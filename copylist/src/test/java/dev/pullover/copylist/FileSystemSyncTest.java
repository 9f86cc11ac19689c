package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemSyncTest {
    @TempDir
    private Path directory;

    @Test
    void onlyWhereFailuresAreTold() {
        assertTrue(FileSystemSync.isReliable("Linux", "5.8.0"));
        assertTrue(FileSystemSync.isReliable("Linux", "6.1.0-13-amd64"));
        assertFalse(FileSystemSync.isReliable("Linux", "5.7.19"));
        assertFalse(FileSystemSync.isReliable("Linux", "4.18.0-553.el8"));
        assertFalse(FileSystemSync.isReliable("Mac OS X", "14.5"));
        assertFalse(FileSystemSync.isReliable("Linux", "unknown"));
    }

    @Test
    void addsUpWhatWaitsToBeWritten() {
        List<String> lines = List.of(
                "MemTotal:       24684092 kB",
                "Dirty:                20 kB",
                "Writeback:             4 kB",
                "WritebackTmp:       1000 kB");
        assertEquals(24 << 10, FileSystemSync.unwrittenBytes(lines));
    }

    @Test
    void forcesAndSaysWhenItCannot() throws IOException {
        FileSystemSync sync = FileSystemSync.of(directory).orElseThrow();
        sync.expect(1);
        assertFalse(sync.isCheaper(1000, Long.MAX_VALUE), "it is not there for so few");
        sync.expect(1000);
        sync.sync();
        assertTrue(sync.isCheaper(1000, Long.MAX_VALUE));
        assertFalse(sync.isCheaper(1, 0), "one file is forced by itself");
        sync.close();
        IOException failure = assertThrows(IOException.class, sync::sync);
        assertTrue(String.valueOf(failure.getMessage()).contains("Bad file descriptor"), failure.toString());
    }
}
