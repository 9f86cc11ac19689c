package dev.pullover.simulator;

import static dev.pullover.simulator.PlantedBug.Numbers.FIRST_SCANNED;
import static dev.pullover.simulator.Sabotages.batches;
import static dev.pullover.simulator.Sabotages.believing;
import static dev.pullover.simulator.Sabotages.checking;
import static dev.pullover.simulator.Sabotages.forgetful;
import static dev.pullover.simulator.Sabotages.forgettingPaths;
import static dev.pullover.simulator.Sabotages.isDirectory;
import static dev.pullover.simulator.Sabotages.lines;
import static dev.pullover.simulator.Sabotages.neverBack;
import static dev.pullover.simulator.Sabotages.newestDate;
import static dev.pullover.simulator.Sabotages.oneConnection;
import static dev.pullover.simulator.Sabotages.publisherForces;
import static dev.pullover.simulator.Sabotages.reading;
import static dev.pullover.simulator.Sabotages.recordingFirst;
import static dev.pullover.simulator.Sabotages.remembering;
import static dev.pullover.simulator.Sabotages.renaming;
import static dev.pullover.simulator.Sabotages.replicaForces;
import static dev.pullover.simulator.Sabotages.rosy;
import static dev.pullover.simulator.Sabotages.settling;
import static dev.pullover.simulator.Sabotages.stores;
import static dev.pullover.simulator.Sabotages.strict;
import static dev.pullover.simulator.Sabotages.youngestOnly;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.message.Channel;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.simulator.disk.Disk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Bugs as people make them, planted around the modules. */
enum PlantedBug {
    COPYLIST_FORCES_NO_CONTENT(
            "its content would be lost", () -> replicaForces(path -> path.contains("/.pullover/tmp/"))),
    COPYLIST_FORCES_NO_DIRECTORY(
            "its name would be lost",
            () -> replicaForces(
                    path -> path.startsWith("/replica") && !path.contains("/.pullover") && isDirectory(path))),
    COPYLIST_FORCES_NO_DIRECTORY_IN_WHICH_IT_MADE_ONE(
            "its name would be lost", () -> replicaForces(path -> path.equals("/replica"))),
    POSITION_MOVES_EARLY("", () -> batches(batch -> Map.of("position", batch.position() + 3))),
    FAILED_FILES_ARE_FORGOTTEN("is behind", () -> batches(batch -> Map.of("parked", List.of()))),
    ARRIVALS_ARE_NOT_RECORDED("is behind", () -> batches(batch -> Map.of("arrived", List.of()))),
    COPYLIST_IGNORES_ALARMS("was told not to use it", () -> new Sabotage() {
        @Override
        public MessageBus bus(String module, MessageBus bus) {
            return module.equals("copylist") ? rosy(bus) : bus;
        }
    }),
    /** Seen only where a server is dead for long, and nobody else notices. */
    CHECKS_PASS_THOUGH_THE_SERVER_IS_DEAD(5500, "is called usable", () -> stores("testserver", () -> remembering())),
    NOBODY_CONNECTS_AGAIN("no progress", () -> stores("copylist", () -> oneConnection())),
    SYNCHROLIST_LOSES_LINES(
            "no progress", () -> lines(lines -> lines.size() < 2 ? lines : lines.subList(1, lines.size()))),
    SYNCHROLIST_TAKES_ONLY_DELETIONS_BACK(
            "no progress",
            () -> lines(lines -> lines.stream()
                    .filter(line -> line.op() == CatalogLine.Op.PUT)
                    .toList())),
    FILES_ARE_RECORDED_BEFORE_THEY_ARE_RENAMED("its", () -> recordingFirst()),
    /** Where an epoch is left, as in seed 5000, synchrolist notices by itself. */
    SYNCHROLIST_FORGETS_WHERE_IT_STOOD(5001, "is rolled back", () -> forgetful()),
    DATES_ARE_COMPARED_ACROSS_SERVERS("no progress", () -> newestDate()),
    WHAT_IS_NOT_THERE_YET_IS_A_FAILURE("is blamed", () -> stores("synchrolist", () -> strict())),
    BYTES_OF_AN_EARLIER_VERSION_ARE_ACCEPTED("its content", () -> new Sabotage() {
        private final Map<String, byte[]> first = new HashMap<>();

        @Override
        public void replicaDisk(Disk disk) {
            disk.alter((path, content) -> {
                byte[] earlier = first.putIfAbsent(path, content);
                return earlier == null ? content : earlier;
            });
        }
    }),
    FALL_IS_IGNORED("though fall is 3", () -> checking(Map.of("fall", 1))),
    RISE_IS_IGNORED("though rise is 2", () -> checking(Map.of("rise", 1))),
    /** Forks are drawn in every twentieth seed, and testserver stands before synchrolist. */
    FORKS_ARE_FOLLOWED_THOUGH_NOBODY_HAS_DECIDED(5170, "both sides of a fork", () -> new Sabotage() {
        @Override
        public CatalogLedger catalog(CatalogLedger ledger) {
            return Between.calls(
                    CatalogLedger.class, ledger, "acceptedUntilNs", (arguments, original) -> Long.MAX_VALUE);
        }
    }),
    STAT_KEEPS_ITS_POSITION_BEFORE_IT_COUNTS("stat says", () -> reading("stat", reader -> new OneBehind<>(reader))),
    STAT_COUNTS_PROCESSES_ANEW_AFTER_ITS_OWN_START("stat says", () -> renaming()),
    LOG_KEEPS_ITS_POSITION_BEFORE_IT_WRITES("is 0 times", () -> reading("log", reader -> new OneBehind<>(reader))),
    LOG_FORGETS_WHERE_IT_STOOD("times in the text file", () -> new Sabotage() {
        @Override
        public MessageBus bus(String module, MessageBus bus) {
            return !module.equals("log")
                    ? bus
                    : Between.calls(
                            MessageBus.class,
                            bus,
                            "reader",
                            (arguments, original) -> bus.reader((Channel<?>) arguments[0], Map.of()));
        }
    }),
    PUBLISHER_FORCES_NO_CONTENT("", () -> publisherForces("/outbox/.pullover/tmp/put-")),
    PUBLISHER_FORCES_NO_JOURNAL("", () -> publisherForces("/outbox/.pullover/tmp/journal")),
    PUBLISHER_FORCES_NO_SEGMENT("", () -> publisherForces("/outbox/.pullover/catalog/0")),
    PUBLISHER_FORCES_NO_TEMPORARY_NAMES("", () -> publisherForces("/outbox/.pullover/tmp")),
    /** Seen only where the publisher's clock is set back. */
    LINES_WITH_AN_OLDER_DATE_ARE_OLD_NEWS(100_000, "no progress", () -> neverBack()),
    A_HEAD_WITH_AN_OLDER_DATE_IS_STALE(100_000, "no progress", () -> stores("testserver", () -> youngestOnly())),
    /** From here on only where servers are scanned. */
    SCANNING_TAKES_WHAT_IS_OLDER_ON_ANOTHER_SERVER(FIRST_SCANNED, "goes back", () -> forgettingPaths()),
    SCANNING_LISTS_NO_DIRECTORY_AGAIN_IN_THE_SECOND_OF_ITS_CHANGE(FIRST_SCANNED, "no progress", () -> settling()),
    COPYLIST_DOES_NOT_LOOK_AT_A_FILE_AFTER_READING_IT(FIRST_SCANNED, "as it never was", () -> believing());

    final long firstSeed;
    final String says;
    private final Supplier<Sabotage> sabotage;

    PlantedBug(String says, Supplier<Sabotage> sabotage) {
        this(5000, says, sabotage);
    }

    PlantedBug(long firstSeed, String says, Supplier<Sabotage> sabotage) {
        this.firstSeed = firstSeed;
        this.says = says;
        this.sabotage = sabotage;
    }

    /** How far it is from one seed that may find it to the next. */
    long step() {
        return firstSeed >= FIRST_SCANNED ? Numbers.EACH_SCANNED : 1;
    }

    /** Which runs are of one kind, see {@link Plan}. */
    static final class Numbers {
        static final long FIRST_SCANNED = 100_003;
        static final long EACH_SCANNED = 5;

        private Numbers() {}
    }

    Sabotage sabotage() {
        return sabotage.get();
    }
}
