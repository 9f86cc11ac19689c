package dev.pullover.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CatalogsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final UUID FIRST = UUID.fromString("11111111-0000-4000-8000-000000000000");
    private static final UUID CHILD = UUID.fromString("22222222-0000-4000-8000-000000000000");
    private static final UUID SIBLING = UUID.fromString("33333333-0000-4000-8000-000000000000");

    private final Catalogs catalogs = new Catalogs(List.of());

    static CatalogHead head(UUID epoch, long seq) {
        return new CatalogHead(epoch, null, seq, 1, 100 * seq, chain(seq), NOON);
    }

    private static CatalogHead child(UUID epoch, UUID parent, long branch, long seq) {
        CatalogHead.Parent of = new CatalogHead.Parent(parent, branch, chain(branch));
        return new CatalogHead(epoch, of, seq, 1, 100 * seq, chain(seq), NOON);
    }

    private static Sha256 chain(long number) {
        return Sha256.parse(String.format("%064x", number));
    }

    private String judge(CatalogHead head) {
        catalogs.learn(head);
        return catalogs.forked(head).orElseGet(() -> catalogs.behind(head));
    }

    @Test
    void theFurthestIsNotBehindAndTheOthersAre() {
        assertTrue(catalogs.isEmpty());
        assertEquals("", judge(head(FIRST, 90)));
        assertEquals("", judge(head(FIRST, 100)));
        assertEquals("catalog at 90, 10 behind", judge(head(FIRST, 90)));
    }

    @Test
    void theFurthestIsRememberedOverARestart() {
        judge(head(FIRST, 100));
        Catalogs restarted = new Catalogs(catalogs.records());
        assertEquals("catalog at 99, 1 behind", restarted.behind(head(FIRST, 99)));
    }

    @Test
    void aChildContinuesTheLineAndItsParentIsBehindFromThenOn() {
        judge(head(FIRST, 100));
        assertEquals("", judge(child(CHILD, FIRST, 95, 97)));
        assertEquals("catalog 11111111 was left for 22222222", judge(head(FIRST, 120)));
        assertEquals(0, catalogs.generation(FIRST.toString()));
        assertEquals(1, catalogs.generation(CHILD.toString()));
    }

    @Test
    void theParentOfTheFirstCatalogSeenIsKnown() {
        judge(child(CHILD, FIRST, 95, 97));
        assertEquals("catalog 11111111 was left for 22222222", judge(head(FIRST, 100)));
    }

    @Test
    void aSecondChildIsAFork() {
        judge(head(FIRST, 100));
        judge(child(CHILD, FIRST, 100, 101));
        assertEquals(
                "forked catalog: 33333333 and 22222222 both go on from 11111111",
                judge(child(SIBLING, FIRST, 100, 105)));
        assertEquals("", judge(child(CHILD, FIRST, 100, 102)));
    }

    @Test
    void anotherLineAtTheSameNumberIsAFork() {
        judge(head(FIRST, 100));
        CatalogHead other = new CatalogHead(FIRST, null, 100, 1, 10_000, chain(7), NOON);
        assertEquals("forked catalog: line 100 is not the one seen before", judge(other));
    }

    @Test
    void aChildOfAnotherLineThanTheOneSeenIsAFork() {
        judge(head(FIRST, 100));
        CatalogHead.Parent of = new CatalogHead.Parent(FIRST, 100, chain(7));
        String problem = judge(new CatalogHead(CHILD, of, 101, 1, 10_100, chain(101), NOON));
        assertTrue(problem.startsWith("forked catalog: "), problem);
    }

    @Test
    void ofUnrelatedCatalogsTheYoungerOneIsFollowed() {
        judge(head(FIRST, 100));
        CatalogHead older = new CatalogHead(CHILD, null, 500, 1, 50_000, chain(500), NOON.minusSeconds(1));
        assertEquals("catalog 22222222 is older than 11111111, and unrelated", judge(older));
        CatalogHead younger = new CatalogHead(SIBLING, null, 1, 1, 100, chain(1), NOON.plusSeconds(1));
        assertEquals("", judge(younger));
        assertEquals("catalog 11111111 was left for 33333333", judge(head(FIRST, 101)));
    }

    @Test
    void anOperatorMayFollowAForkedCatalog() {
        judge(head(FIRST, 100));
        judge(child(CHILD, FIRST, 100, 101));
        CatalogHead sibling = child(SIBLING, FIRST, 100, 105);
        catalogs.follow(sibling.epoch().toString(), sibling.seq());
        assertEquals("", judge(sibling));
        assertEquals("catalog 22222222 was left for 33333333", judge(child(CHILD, FIRST, 100, 102)));
    }

    @Test
    void anOperatorMayFollowAnotherLineAtTheSameNumber() {
        judge(head(FIRST, 100));
        CatalogHead other = new CatalogHead(FIRST, null, 100, 1, 10_000, chain(7), NOON);
        catalogs.follow(FIRST.toString(), 100);
        assertEquals("", judge(other));
        assertTrue(judge(head(FIRST, 100)).startsWith("forked catalog"), "the other one is the fork now");
    }

    @Test
    void forgetsTheOldestOfTooMany() {
        UUID parent = FIRST;
        judge(head(FIRST, 1));
        for (int i = 2; i <= Catalogs.MAX_EPOCHS + 1; i++) {
            UUID next = new UUID(i, i);
            assertEquals("", judge(child(next, parent, i - 1L, i)));
            parent = next;
        }
        assertEquals(Catalogs.MAX_EPOCHS, catalogs.records().size());
        assertEquals(-1, catalogs.generation(FIRST.toString()));
    }
}
