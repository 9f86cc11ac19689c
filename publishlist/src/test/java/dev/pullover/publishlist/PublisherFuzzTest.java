package dev.pullover.publishlist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.path.FilePath;
import dev.pullover.testkit.Fuzz;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the publisher reads: lists of others, patterns, and its own files after anything has happened to them. */
class PublisherFuzzTest {
    private static final CatalogLine LINE =
            CatalogLine.put(1, 5, 7, 0644, Sha256.hash(new byte[5]), 9, FilePath.of("a/b c.csv"));

    @TempDir
    private Path base;

    @Test
    void lists() {
        byte[] good = "a/b.csv\n# comment\n**/*.txt\n[a-z]{x,y}?\n\\*\n".getBytes(StandardCharsets.UTF_8);
        Fuzz.bytes("list-file", List.of(good), 2_000, input -> {
            try {
                for (Glob glob : new ListFile("list", base).read(new ByteArrayInputStream(input))) {
                    matchAll(glob);
                }
                return Fuzz.Parser.ACCEPTED;
            } catch (PulloverException e) {
                return e.getMessage();
            }
        });
    }

    @Test
    void patterns() {
        Fuzz.texts("pattern", List.of("*.csv", "a?[!b-d]", "{a,{b,c}}x", "**", "\\*", "a*b*c*d*e*f"), 5_000, input -> {
            try {
                for (String expanded : Braces.expand(input)) {
                    matchAll(Glob.of(List.of(expanded)));
                }
                return Fuzz.Parser.ACCEPTED;
            } catch (PulloverException e) {
                return e.getMessage();
            }
        });
    }

    @Test
    void indexEntries() {
        Fuzz.texts("index entry", List.of(new IndexEntry(LINE, 3, 4).format()), 5_000, input -> {
            try {
                IndexEntry entry = IndexEntry.parse(input);
                assertEquals(entry, IndexEntry.parse(entry.format()));
                return Fuzz.Parser.ACCEPTED;
            } catch (CatalogFormatException e) {
                return e.getMessage();
            }
        });
    }

    @Test
    void journals() {
        CatalogHead before = CatalogHead.empty(UUID.randomUUID(), Instant.EPOCH);
        Journal journal = Journal.of(before, before.position(), List.of(LINE), Instant.EPOCH);
        Fuzz.Result result =
                Fuzz.bytes("journal", List.of(journal.bytes()), 5_000, input -> Journal.parse(input, before)
                        .map(whole -> {
                            assertEquals(List.of(LINE), whole.lines(), "the chain vouches for the lines");
                            return Fuzz.Parser.ACCEPTED;
                        })
                        .orElse("not whole"));
        assertTrue(result.accepted() > 0 && result.accepted() < result.tried(), result.toString());
    }

    /** With names that make bad patterns slow. */
    private static void matchAll(Glob glob) {
        for (int i = 0; i < glob.size(); i++) {
            for (String name : List.of("a", "", "a".repeat(255), "abcabcabc".repeat(28))) {
                glob.component(i).matches(name);
            }
        }
    }
}
