package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.module.Agent;
import dev.pullover.common.path.FilePath;
import dev.pullover.copylist.Steps.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing outside the replica directory is touched, also when someone swaps a directory for a link at any step. */
class ContainmentTest {
    @TempDir
    private Path root;

    private Path outside;
    private Site site;

    @BeforeEach
    void makeSite() throws IOException {
        outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("f"), "not yours");
        Files.setLastModifiedTime(outside.resolve("f"), FileTime.fromMillis(1_000_000));
        Files.createDirectory(outside.resolve("sub"));
        site = new Site(root).copy("parallel = 1");
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"CREATE_TEMPORARY", "WRITE", "SET_ATTRIBUTES", "SYNC_FILE", "RENAME", "SYNC_DIRECTORY", "RECORD"})
    void aDirectorySwappedForALinkLeadsNowhere(Step when) throws Exception {
        site.publish("dir/old", "old");
        assertEquals(ExitCode.OK, site.pass());
        site.publish("dir/f", "new content");
        site.publish("dir/sub/g", "new content");
        passSwapping(when, site.replica.resolve("dir"));
        assertUntouched();
    }

    @Test
    void aDirectorySwappedWhileOthersAreMadeInItLeadsNowhere() throws Exception {
        site.publish("dir/old", "old");
        assertEquals(ExitCode.OK, site.pass());
        site.publish("dir/new/deep/f", "new content");
        site.publish("dir/sub2/f", "new content");
        passSwapping(Step.MAKE_DIRECTORY, site.replica.resolve("dir"));
        assertUntouched();
    }

    @Test
    void aFileSwappedForALinkBeforeItIsTouchedLeadsNowhere() throws Exception {
        byte[] content = "not yours".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        site.publish("f", content, 0644, 1_700_000_000_000_000_000L);
        assertEquals(ExitCode.OK, site.pass());
        site.publish("f", content, 0600, 1_800_000_000_000_000_000L);
        passSwapping(Step.SET_ATTRIBUTES, site.replica.resolve("f"), outside.resolve("f"));
        assertUntouched();
        assertEquals(1, site.filesParked());
    }

    @Test
    void aLinkThatWaitsInPlaceIsReportedAndTheFileArrivesOnceItIsGone() throws Exception {
        Files.createDirectories(site.replica);
        Files.createSymbolicLink(site.replica.resolve("dir"), outside);
        site.publish("dir/f", "new content");
        assertEquals(ExitCode.SOME_FILES, site.pass());
        assertUntouched();
        Files.delete(site.replica.resolve("dir"));
        try (Agent agent = site.open()) {
            agent.onRequest(Site.retryParked());
            assertEquals(ExitCode.OK, agent.pass());
        }
        site.assertReplicated();
    }

    private void passSwapping(Step when, Path victim) throws InterruptedException {
        passSwapping(when, victim, outside);
    }

    private void passSwapping(Step when, Path victim, Path target) throws InterruptedException {
        AtomicBoolean swapped = new AtomicBoolean();
        try (Agent agent = site.open(step -> {
            if (step == when && swapped.compareAndSet(false, true)) {
                swap(victim, target);
            }
        })) {
            agent.pass();
        }
        assertTrue(swapped.get(), "there was no step " + when);
    }

    private void swap(Path victim, Path target) {
        try {
            Files.move(victim, root.resolve("moved-away"));
            Files.createSymbolicLink(victim, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertUntouched() throws IOException {
        assertEquals("not yours", Files.readString(outside.resolve("f")));
        assertEquals(FileTime.fromMillis(1_000_000), Files.getLastModifiedTime(outside.resolve("f")));
        assertArrayEquals(new String[] {"f", "sub"}, sorted(outside));
        assertEquals(0, sorted(outside.resolve("sub")).length);
        assertFalse(
                site.replicaDb(view -> view.find(FilePath.of("../outside/f"))).isPresent());
    }

    private static String[] sorted(Path directory) {
        String[] names = directory.toFile().list();
        java.util.Arrays.sort(names);
        return names;
    }
}
