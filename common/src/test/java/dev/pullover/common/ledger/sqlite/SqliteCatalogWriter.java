package dev.pullover.common.ledger.sqlite;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.path.FilePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A process of its own that adds one file for each line of input, and answers with the change number. */
final class SqliteCatalogWriter {
    private SqliteCatalogWriter() {}

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (CatalogLedger ledger = SqliteCatalogLedger.open(Path.of(args[0]), new Random(1))) {
            long seq = 0;
            for (String name = in.readLine(); name != null; name = in.readLine()) {
                CatalogLine line = CatalogLine.put(++seq, 1, 2, 0644, Sha256.ZERO, 3, FilePath.of(name));
                CatalogLedger.Followed next = new CatalogLedger.Followed(
                        new UUID(1, 1), null, Instant.EPOCH, new CatalogPosition(1, seq, seq, Sha256.ZERO));
                System.out.println(ledger.apply(List.of(line), List.of(), next).last());
            }
        }
    }
}
