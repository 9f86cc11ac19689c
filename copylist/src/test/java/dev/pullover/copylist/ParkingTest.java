package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.path.FilePath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** After how many tries a file counts as parked, and that this is said. */
class ParkingTest {
    private static final FilePath FILE = FilePath.of("f");
    private static final int PARK_AFTER = 3;

    @TempDir
    private Path root;

    private final Logger logger = (Logger) LoggerFactory.getLogger(Accounts.class);
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private Site site;

    @BeforeEach
    void makeSite() throws Exception {
        site = new Site(root).copy("park-after = " + PARK_AFTER);
        site.verdict(
                new Verdict.Choice(Site.PRODUCTION, ServerState.DOWN, Site.EPOCH.toString(), 1),
                new Verdict.Choice(Site.BACKUP, ServerState.UP, Site.EPOCH.toString(), 1));
        site.announce("f", "right");
        told.start();
        logger.setLevel(Level.ERROR);
        logger.setAdditive(false);
        logger.addAppender(told);
    }

    @AfterEach
    void closeSite() {
        logger.detachAppender(told);
        logger.setLevel(null);
        logger.setAdditive(true);
        site.close();
    }

    @Test
    void waitingForTheServerToHaveItIsNoFailure() throws Exception {
        for (int times = 1; times <= PARK_AFTER + 1; times++) {
            assertEquals(ParkedFile.NOT_YET, tried().outcome());
            assertEquals(times, parked().notYets());
            assertEquals(0, parked().tries());
        }
        site.backup.putFile(FILE, "wrong".getBytes(StandardCharsets.UTF_8), 0);
        for (int failures = 1; failures < PARK_AFTER; failures++) {
            ParkedFile file = tried();
            assertEquals(ParkedFile.BAD_HASH, file.outcome());
            assertEquals(failures, file.tries());
            assertFalse(file.isParked(PARK_AFTER));
            assertEquals(List.of(), errors());
        }
        assertTrue(tried().isParked(PARK_AFTER));
        assertEquals(
                List.of("f: parked at failed try 3, backup: its content has another hash than was published"),
                errors());
    }

    @Test
    void waitingInBetweenForgivesNoFailure() throws Exception {
        for (int failures = 1; failures <= PARK_AFTER; failures++) {
            site.backup.putFile(FILE, "wrong".getBytes(StandardCharsets.UTF_8), 0);
            assertEquals(ParkedFile.BAD_HASH, tried().outcome());
            assertEquals(failures, parked().tries());
            assertEquals(failures == PARK_AFTER, parked().isParked(PARK_AFTER));
            site.backup.remove(FILE);
            assertEquals(ParkedFile.NOT_YET, tried().outcome());
            assertEquals(failures, parked().tries());
            assertEquals(1, parked().notYets());
        }
        assertTrue(parked().isParked(PARK_AFTER));
        assertEquals(1, errors().size());
    }

    private ParkedFile tried() throws InterruptedException {
        assertEquals(ExitCode.SOME_FILES, site.pass());
        site.advance(Duration.ofMinutes(5));
        return parked();
    }

    private ParkedFile parked() {
        return site.replicaDb(view -> view.findParked(FILE)).orElseThrow();
    }

    private List<String> errors() {
        return told.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
