package dev.pullover.stat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pullover.common.ExitCode;
import dev.pullover.common.ModuleName;
import dev.pullover.common.message.Channel;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.metrics.Counter;
import dev.pullover.common.module.Agent;
import dev.pullover.common.queue.MessageAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class StatAgentTest {
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path folder;

    private TestSetting setting;

    @BeforeEach
    void open() throws IOException {
        setting = new TestSetting(folder, "");
    }

    @AfterEach
    void close() {
        setting.close();
    }

    @Test
    void aPassTakesEverythingThatCame() throws Exception {
        int messages = 2 * StatAgent.MAX_PENDING + 1;
        for (int i = 1; i <= messages; i++) {
            setting.copied(1, i);
        }
        pass();
        assertEquals(messages, setting.copied());
        assertEquals(messages, setting.counters.get(Counter.STAT_UPDATES));
        assertEquals(0, setting.counters.get(Counter.STAT_UPDATES_LOST));
    }

    @Test
    void goesOnWhereItStoppedAndAddsWhatOtherProcessesCount() throws Exception {
        setting.copied(1, 10);
        pass();
        pass();
        assertEquals(0, setting.counters.get(Counter.STAT_UPDATES));
        setting.copied(1, 12);
        setting.copied(2, 5);
        pass();
        assertEquals(2, setting.counters.get(Counter.STAT_UPDATES));
        assertEquals(17, setting.copied());
    }

    @Test
    void writesOnceASecondAndAtTheEnd() throws Exception {
        Agent agent = setting.open();
        setting.copied(1, 1);
        // The queue of a writer that is new is looked for now and then.
        setting.nanoTime.addAndGet(SECOND_NS);
        agent.doWork();
        assertEquals(1, setting.copied());
        setting.copied(1, 2);
        agent.doWork();
        assertEquals(1, setting.copied());
        setting.nanoTime.addAndGet(SECOND_NS);
        agent.doWork();
        assertEquals(2, setting.copied());
        setting.copied(1, 3);
        assertEquals(1, agent.doWork());
        agent.close();
        assertEquals(3, setting.copied());
    }

    @Test
    void deletesWhatItHasCounted() throws Exception {
        setting.copied(1, 1);
        setting.copied(1, 2);
        pass();
        try (var tailer = setting.queues.tailer(Channel.STAT, ModuleName.COPYLIST.word())) {
            // The last one stays: the next writer goes on from its number.
            assertEquals(2, tailer.next().sequence());
            assertEquals(null, tailer.next());
        }
    }

    @Test
    void countsWhatWasLost() throws Exception {
        try (MessageAppender<StatUpdate> appender = setting.queues.appender(Channel.STAT, ModuleName.LOG)) {
            appender.skip(4);
            appender.append(new StatUpdate(1, ModuleName.LOG, 1, List.of()));
        }
        pass();
        assertEquals(4, setting.counters.get(Counter.STAT_UPDATES_LOST));
    }

    @Test
    void itsOwnReportsAreNotCounted() throws Exception {
        setting.send(
                new StatUpdate(1, ModuleName.STAT, 1, List.of(new StatUpdate.Value(Counter.STAT_UPDATES.id(), "", 7))));
        pass();
        assertEquals(7, setting.value(Counter.STAT_UPDATES, ""));
        assertEquals(0, setting.counters.get(Counter.STAT_UPDATES));
    }

    @Test
    void keepsWhatCouldNotBeWritten() throws Exception {
        Agent agent = setting.open();
        change("ALTER TABLE total RENAME TO away");
        setting.copied(1, 1);
        setting.nanoTime.addAndGet(SECOND_NS);
        List<String> logged = logged(agent::doWork);
        assertEquals(1, logged.size(), logged.toString());
        assertTrue(logged.get(0).startsWith("stat.db not written, tried again: "), logged.toString());
        change("ALTER TABLE away RENAME TO total");
        setting.nanoTime.addAndGet(SECOND_NS);
        assertEquals(List.of("stat.db is written again"), logged(agent::doWork));
        agent.close();
        assertEquals(1, setting.copied());
    }

    @Test
    void aPassThatCannotWriteFails() throws Exception {
        setting.copied(1, 1);
        try (Agent agent = setting.open()) {
            change("ALTER TABLE total RENAME TO away");
            assertEquals(ExitCode.FAILURE, agent.pass());
        }
    }

    private void pass() throws InterruptedException {
        try (Agent agent = setting.open()) {
            assertEquals(ExitCode.OK, agent.pass());
        }
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + setting.state.statDb());
                Statement statement = connection.createStatement()) {
            assertFalse(statement.execute(sql));
        }
    }

    private static List<String> logged(Work work) throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(StatAgent.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
        try {
            work.run();
        } finally {
            logger.setLevel(null);
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private interface Work {
        void run() throws Exception;
    }
}
