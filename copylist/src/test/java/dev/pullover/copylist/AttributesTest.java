package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.metrics.Counter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** {@code mode-mask} and {@code owner}. */
class AttributesTest extends SiteTest {
    private static final byte[] CONTENT = "x".getBytes(StandardCharsets.UTF_8);
    private static final long MTIME_NS = 1_700_000_000_000_000_000L;

    @Test
    void theMaskTakesBitsAwayAndNeverReadingByTheOwner() throws Exception {
        site.copy("mode-mask = \"0350\"");
        site.publish("all", CONTENT, 0777, MTIME_NS);
        site.publish("none", CONTENT, 0, MTIME_NS);
        site.publish("special", CONTENT, 07640, MTIME_NS);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("rwxr-x---", permissions("all"));
        assertEquals("r--------", permissions("none"));
        assertEquals("rw-r-----", permissions("special"));
        assertEquals(ExitCode.OK, site.pass());
        assertEquals(3, site.count(Counter.FILES_COPIED, Site.PRODUCTION), "nothing is touched anew");
    }

    @Test
    void aNewMaskHoldsForWhatComesFromThenOn() throws Exception {
        site.publish("before", CONTENT, 0666, MTIME_NS);
        site.pass();
        site.copy("mode-mask = \"0640\"");
        site.publish("after", CONTENT, 0666, MTIME_NS);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("rw-r-----", permissions("after"));
        assertEquals("rw-rw-rw-", permissions("before"));
    }

    @Test
    void rootGivesFilesToAUserAndGroupByName() throws Exception {
        assumeRoot();
        site.copy("owner = \"nobody:daemon\"");
        site.publish("dir/f", CONTENT, 0640, MTIME_NS);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("nobody daemon rw-r-----", owner("dir/f") + " " + permissions("dir/f"));
        site.publish("dir/f", "other".getBytes(StandardCharsets.UTF_8), 0600, MTIME_NS);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("nobody daemon rw-------", owner("dir/f") + " " + permissions("dir/f"));
        assertEquals(List.of(), site.temporaries());
    }

    @Test
    void aGroupAloneLeavesTheUser() throws Exception {
        assumeRoot();
        site.copy("owner = \":daemon\"");
        site.publish("f", CONTENT, 0640, MTIME_NS);
        assertEquals(ExitCode.OK, site.pass());
        assertEquals("root daemon", owner("f"));
    }

    @Test
    void anUnknownOwnerIsRefusedBeforeAnythingIsPulled() {
        refused("no-such-user-here", "[copy] owner: the user 'no-such-user-here' is not known here; see getent(1)");
        refused(":no-such-group-here", "[copy] owner: the group 'no-such-group-here' is not known here; see getent(1)");
    }

    private void refused(String owner, String message) {
        try (Site wrong = new Site(root.resolve(owner)).copy("owner = \"" + owner + "\"")) {
            PulloverException failure = assertThrows(PulloverException.class, wrong::open);
            assertEquals(ExitCode.USAGE, failure.exitCode());
            assertTrue(String.valueOf(failure.getMessage()).contains(message), failure.getMessage());
        }
    }

    private static void assumeRoot() throws IOException {
        boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        Assumptions.assumeTrue(root, "only root may give files away");
    }

    private String owner(String path) throws IOException {
        Path file = site.replica.resolve(path);
        return Files.getOwner(file) + " " + Files.getAttribute(file, "posix:group");
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(site.replica.resolve(path)));
    }
}
