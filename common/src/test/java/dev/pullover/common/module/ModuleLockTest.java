package dev.pullover.common.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleLockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    @Test
    void isFreeAgainWhenItsProcessIsKilled() throws IOException, InterruptedException {
        Path file = directory.resolve("testserver.lock");
        Process other = otherProcess(file);
        try (InputStream ready = other.getInputStream()) {
            assertEquals('!', ready.read());
            assertEquals(other.pid(), ModuleLock.holder(file).orElseThrow().pid());
            PulloverException refused =
                    assertThrows(PulloverException.class, () -> ModuleLock.acquire(file, "testserver", START));
            assertEquals(ExitCode.ALREADY_RUNNING, refused.exitCode());
            assertTrue(refused.getMessage().contains("process " + other.pid()), refused.getMessage());
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertTrue(ModuleLock.holder(file).isEmpty());
        ModuleLock.acquire(file, "testserver", START).close();
    }

    @Test
    void cannotBeTakenTwiceInOneProcess() throws IOException, InterruptedException {
        Path file = directory.resolve("log.lock");
        try (ModuleLock lock = ModuleLock.acquire(file, "log", START)) {
            assertEquals(
                    ExitCode.ALREADY_RUNNING,
                    assertThrows(PulloverException.class, () -> ModuleLock.acquire(file, "log", START))
                            .exitCode());
            assertTrue(isHeldForOthers(file), "the vain try must not have dropped the lock");
        }
        ModuleLock.acquire(file, "log", START).close();
    }

    @Test
    void leavesNoContentBehind() throws IOException {
        Path file = directory.resolve("stat.lock");
        ModuleLock.acquire(file, "stat", START).close();
        assertEquals("", Files.readString(file));
    }

    @Test
    void contentThatAKilledProcessLeftIsNotTakenForTheHolder() throws IOException, InterruptedException {
        Path file = directory.resolve("copylist.lock");
        Process holder = otherProcess(file);
        // Its number may belong to any program by now: this one, say.
        String left = "pid=" + ProcessHandle.current().pid() + "\nstarted=2020-01-01T00:00:00Z\nversion=1\n";
        try (InputStream ready = holder.getInputStream()) {
            assertEquals('!', ready.read());
            Files.writeString(file, left);
            ModuleLock.Holder found = ModuleLock.holder(file).orElseThrow();
            assertEquals(holder.pid(), found.pid(), "the system says who it is");
            assertEquals("", found.started(), "what is written is another's");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertTrue(ModuleLock.holder(file).isEmpty());
        assertEquals(
                ProcessHandle.current().pid(),
                ModuleLock.lastHolder(file).orElseThrow().pid());
    }

    /** Another process tries to take the lock; it ends with 5 if it cannot. */
    private static boolean isHeldForOthers(Path file) throws IOException, InterruptedException {
        Process other = otherProcess(file);
        other.getOutputStream().close();
        return other.waitFor() == ExitCode.ALREADY_RUNNING.number();
    }

    private static Process otherProcess(Path file) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Another process: takes the lock, says so, and holds it until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (ModuleLock lock = ModuleLock.acquire(Path.of(arguments[0]), "testserver", START)) {
                System.out.print("!");
                System.out.flush();
                System.in.read();
            } catch (PulloverException e) {
                System.exit(e.exitCode().number());
            }
        }
    }
}
