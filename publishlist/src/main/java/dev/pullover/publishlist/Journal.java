package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogPosition;
import dev.pullover.common.catalog.Chain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is about to be published in one batch: written before the first file is put in place, so that a
 * publisher killed in the middle is completed by the next one and no published file is ever without its line.
 *
 * <pre>
 * the new HEAD, one line of JSON LF
 * the new catalog lines, as in the segment
 * </pre>
 *
 * <p>It is whole if the chain over its lines is that of its HEAD.
 *
 * @param head after this batch
 * @param lines the new ones, at least one
 */
record Journal(CatalogHead head, List<CatalogLine> lines) {
    /** The batch that appends {@code lines} at {@code start}, the end of {@code before} or a new segment. */
    static Journal of(CatalogHead before, CatalogPosition start, List<CatalogLine> lines, Instant now) {
        Chain chain = new Chain(before.chain());
        lines.forEach(chain::add);
        long seq = lines.get(lines.size() - 1).seq();
        long end = start.offset() + text(lines).length;
        CatalogPosition after = new CatalogPosition(start.segment(), end, seq, chain.value());
        return new Journal(before.advance(after, now), List.copyOf(lines));
    }

    /** What is appended to the segment. */
    byte[] appended() {
        return text(lines);
    }

    /** Where in the segment it is appended. */
    long offset() {
        return head.length() - appended().length;
    }

    /** Content of the file. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.bytes());
        out.writeBytes(appended());
        return out.toByteArray();
    }

    /**
     * Reads the content of the file.
     *
     * @return the batch, if it is whole and either goes on from {@code before} or led to it
     */
    static Optional<Journal> parse(byte[] content, CatalogHead before) {
        String[] texts = new String(content, StandardCharsets.ISO_8859_1).split("\n", -1);
        try {
            CatalogHead head = CatalogHead.parse(texts[0].getBytes(StandardCharsets.ISO_8859_1));
            List<CatalogLine> lines = new ArrayList<>();
            for (int i = 1; i < texts.length - 1; i++) {
                lines.add(CatalogLine.parse(texts[i]));
            }
            Journal journal = new Journal(head, lines);
            return journal.head.equals(before) || journal.continues(before) ? Optional.of(journal) : Optional.empty();
        } catch (CatalogFormatException e) {
            // Killed while writing it: nothing of the batch had been put in place.
            return Optional.empty();
        }
    }

    private boolean continues(CatalogHead before) {
        Chain chain = new Chain(before.chain());
        long seq = before.seq();
        for (CatalogLine line : lines) {
            chain.add(line);
            if (line.seq() != ++seq) {
                return false;
            }
        }
        return head.epoch().equals(before.epoch())
                && head.seq() == seq
                && head.chain().equals(chain.value());
    }

    private static byte[] text(List<CatalogLine> lines) {
        StringBuilder out = new StringBuilder();
        lines.forEach(line -> out.append(line.format()).append('\n'));
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
