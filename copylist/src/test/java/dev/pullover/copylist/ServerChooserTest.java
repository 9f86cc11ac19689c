package dev.pullover.copylist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.config.Balance;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.message.Verdict.Choice;
import dev.pullover.common.path.FilePath;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServerChooserTest {
    private static final UUID EPOCH = new UUID(1, 1);
    private static final UUID OTHER_EPOCH = new UUID(2, 2);
    private static final String NONE = "";

    private long nowNs = Duration.ofDays(1).toNanos();
    private Balance balance = Balance.FAILOVER;

    @Test
    void takesTheServersInTheOrderOfTheVerdict() {
        ServerChooser chooser = chooser(up("b", 100), up("a", 100));
        assertEquals("b", choose(chooser, 50));
        assertEquals("a", choose(chooser, 50, "b"));
        assertEquals(NONE, choose(chooser, 50, "a", "b"));
    }

    @Test
    void knowsWhichServerFilesArePublishedOn() {
        ServerChooser chooser = chooser(up("b", 100), up("a", 100));
        assertFalse(chooser.choose(entry(1), Set.of()).orElseThrow().first());
        assertTrue(chooser.choose(entry(1), Set.of("b")).orElseThrow().first());
    }

    @Test
    void theActiveServerHasTheFileEvenIfTheVerdictIsOlderThanTheLine() {
        assertEquals("a", choose(chooser(up("a", 40), up("b", 100)), 50));
    }

    @Test
    void prefersAmongTheOthersOnesThatHaveTheFile() {
        ServerChooser chooser = chooser(up("a", 100), up("b", 40), up("c", 60));
        assertEquals("c", choose(chooser, 50, "a"));
        assertEquals("b", choose(chooser, 50, "a", "c"));
    }

    @Test
    void aServerWithAnotherCatalogComesLast() {
        Choice stale = new Choice("a", ServerState.STALE, OTHER_EPOCH.toString(), 1000);
        Choice unknown = new Choice("c", ServerState.UNKNOWN, "", 0);
        ServerChooser chooser = chooser(stale, up("b", 10), unknown);
        assertEquals("c", choose(chooser, 50));
        assertEquals("b", choose(chooser, 50, "c"));
        assertEquals("a", choose(chooser, 50, "b", "c"));
    }

    @Test
    void neverTakesOneThatMayNotBeUsedOrIsNotConfigured() {
        ServerChooser chooser = chooser(
                up("no-longer-configured", 100),
                new Choice("a", ServerState.MAINT, EPOCH.toString(), 100),
                new Choice("b", ServerState.ALARM, EPOCH.toString(), 100));
        assertEquals(NONE, choose(chooser, 50));
        assertFalse(chooser.hasServer());
    }

    @Test
    void aBrokenConnectionPutsAServerLast() {
        ServerChooser chooser = chooser(up("a", 100), up("b", 100));
        chooser.failed("a", false, "reset");
        assertEquals("b", choose(chooser, 50));
        assertEquals("a", choose(chooser, 50, "b"));
        chooser.worked("a");
        assertEquals("a", choose(chooser, 50));
    }

    @Test
    void aServerThatKeepsFailingRestsLongerEachTime() {
        ServerChooser chooser = chooser(up("a", 100));
        chooser.failed("a", true, "refused");
        long restedSeconds = 0;
        for (int i = 0; i < 10; i++) {
            assertEquals(NONE, choose(chooser, 50));
            assertFalse(chooser.hasServer());
            long rest = restSeconds(chooser);
            assertTrue(rest >= restedSeconds && rest <= 60, rest + " after " + restedSeconds);
            restedSeconds = rest;
            chooser.failed("a", true, "refused");
        }
        assertEquals(60, restedSeconds);
    }

    @Test
    void aNewerVerdictEndsTheRest() {
        ServerChooser chooser = chooser(up("a", 100));
        nowNs += 10;
        chooser.failed("a", true, "refused");
        chooser.update(verdict(nowNs - 5, up("a", 100)));
        assertEquals(NONE, choose(chooser, 50), "given before the failure");
        chooser.update(verdict(nowNs + 5, up("a", 100)));
        assertEquals("a", choose(chooser, 50));
    }

    @Test
    void hearsVerdictsAfterTheClockWasSetBack() {
        ServerChooser chooser = chooser(up("a", 100), up("b", 100));
        nowNs -= 3600_000_000_000L;
        chooser.update(verdict(nowNs, up("b", 100), up("a", 100)));
        assertEquals("b", choose(chooser, 50));
    }

    @Test
    void doesNotRestLongerBecauseTheClockWasSetBack() {
        ServerChooser chooser = chooser(up("a", 100));
        chooser.failed("a", true, "refused");
        assertEquals(NONE, choose(chooser, 50));
        nowNs -= 3600_000_000_000L;
        assertEquals("a", choose(chooser, 50));
    }

    @Test
    void saysWhyServersCannotBeUsed() {
        ServerChooser chooser = chooser(up("a", 100), new Choice("b", ServerState.DOWN, "", 0));
        chooser.failed("a", true, "refused");
        assertEquals("a UP (refused), b DOWN", chooser.describe());
    }

    @Test
    void inTurnEachServerThatHasTheFileGetsTheSame() {
        balance = Balance.ROUND_ROBIN;
        ServerChooser chooser = chooser(up("a", 100), up("b", 100), up("c", 40));
        assertEquals("abababab", turns(chooser, 50, 8));
        assertEquals("abcabc", sorted(turns(chooser, 40, 3)) + sorted(turns(chooser, 40, 3)));
        assertEquals("bbb", turns(chooser, 50, 3, "a"));
    }

    @Test
    void onlyServersThatAreKnownToBeWellShare() {
        balance = Balance.ROUND_ROBIN;
        Choice slow = new Choice("b", ServerState.SLOW, EPOCH.toString(), 100);
        Choice unknown = new Choice("c", ServerState.UNKNOWN, "", 0);
        ServerChooser chooser = chooser(up("a", 100), slow, unknown);
        assertEquals("aaaa", turns(chooser, 50, 4));
        chooser.failed("a", true, "refused");
        assertEquals("bbbb", turns(chooser, 50, 4));
    }

    @Test
    void weightsAreKeptAndTurnsAreMixed() {
        balance = Balance.WEIGHTED;
        ServerChooser chooser = chooser(up("a", 100), up("w300", 100));
        String turns = turns(chooser, 50, 400);
        assertEquals(100, turns.chars().filter(c -> c == 'a').count());
        assertFalse(turns.contains("wwwww"), turns);
    }

    @Test
    void theServerWithTheFewestPullsUnderWayIsTaken() {
        balance = Balance.LEAST_CONNECTIONS;
        ServerChooser chooser = chooser(up("a", 100), up("b", 100));
        var first = chooser.choose(entry(50), Set.of()).orElseThrow();
        assertEquals("a", first.name());
        assertEquals("b", choose(chooser, 50));
        chooser.ended(first);
        assertEquals("a", choose(chooser, 50));
        assertEquals("ab", sorted(turns(chooser, 50, 2)));
    }

    @Test
    void theShareOfAServerThatComesBackGrows() {
        balance = Balance.WEIGHTED;
        ServerChooser chooser = chooser(up("a", 100), new Choice("b", ServerState.DOWN, "", 0));
        chooser.update(verdict(++nowNs, up("a", 100), up("b", 100)));
        long atFirst = share(chooser, 'b');
        nowNs += Duration.ofSeconds(5).toNanos();
        long later = share(chooser, 'b');
        nowNs += Duration.ofSeconds(6).toNanos();
        assertTrue(atFirst > 0 && atFirst < 100, "of 1000 " + atFirst);
        assertTrue(later > 300 && later < 360, "of 1000 " + later);
        assertEquals(500, share(chooser, 'b'));
    }

    private static long share(ServerChooser chooser, char server) {
        return turns(chooser, 50, 1000).chars().filter(c -> c == server).count();
    }

    /** The first letters of the servers that are chosen, one after the other. */
    private static String turns(ServerChooser chooser, long sequence, int count, String... tried) {
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < count; i++) {
            turns.append(choose(chooser, sequence, tried).charAt(0));
        }
        return turns.toString();
    }

    private static String sorted(String turns) {
        return turns.chars().sorted().mapToObj(Character::toString).reduce("", String::concat);
    }

    /** Passes time until the server is tried again. */
    private long restSeconds(ServerChooser chooser) {
        long seconds = 0;
        while (!chooser.hasServer() && seconds < 1000) {
            nowNs += Duration.ofSeconds(1).toNanos();
            seconds++;
        }
        return seconds;
    }

    private ServerChooser chooser(Choice... choices) {
        List<ServerConfig> servers = List.of(server("a"), server("b"), server("c"), server("w300"));
        Balancer balancer = new Balancer(balance, Duration.ofSeconds(10), servers, () -> nowNs);
        return new ServerChooser(servers, balancer, verdict(nowNs, choices), () -> nowNs);
    }

    private static Verdict verdict(long timeNs, Choice... choices) {
        return new Verdict(timeNs, timeNs + 1, "", List.of(choices));
    }

    private static Choice up(String server, long sequence) {
        return new Choice(server, ServerState.UP, EPOCH.toString(), sequence);
    }

    private static String choose(ServerChooser chooser, long sequence, String... tried) {
        return chooser.choose(entry(sequence), Set.of(tried))
                .map(ServerChooser.Source::name)
                .orElse(NONE);
    }

    private static CatalogEntry entry(long sequence) {
        return new CatalogEntry(
                1, EPOCH, CatalogLine.put(sequence, 1, 1, 0644, Sha256.hash(new byte[1]), 1, FilePath.of("f")));
    }

    private static ServerConfig server(String name) {
        return new ServerConfig(
                name,
                URI.create("file:///" + name),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                name.equals("w300") ? 300 : 100,
                Optional.empty());
    }
}
