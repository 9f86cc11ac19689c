package dev.pullover.testserver;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.Sha256;
import dev.pullover.common.state.CatalogRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The line of catalogs that the servers follow: each epoch continued by a child, or replaced by one that was begun anew
 * later, and of each the furthest that any server was seen to be. Pure. synchrolist goes by the same rules.
 *
 * <p>A catalog that is in the line, but not at its end, or older than what is there, is behind: still good for pulling.
 * One that cannot be brought into the line is forked: a second child of a parent which has one already, or one that says
 * something else at the same sequence number. Which of two such catalogs is the right one only an operator can tell; the
 * line stays as it is until then.
 */
final class Catalogs {
    /** Takeovers remembered; older ones are forgotten. */
    static final int MAX_EPOCHS = 32;

    private static final int EPOCH_CHARS = 8;

    private final List<CatalogRecord> line;

    /** @param remembered the line, oldest first */
    Catalogs(List<CatalogRecord> remembered) {
        this.line = new ArrayList<>(remembered);
    }

    /** The line, oldest first. */
    List<CatalogRecord> records() {
        return List.copyOf(line);
    }

    /** Whether no server has ever shown a catalog. */
    boolean isEmpty() {
        return line.isEmpty();
    }

    /** Place of an epoch in the line, from 0; -1 if it is not in it. */
    int generation(String epoch) {
        for (int i = line.size() - 1; i >= 0; i--) {
            if (line.get(i).epoch().equals(epoch)) {
                return i;
            }
        }
        return -1;
    }

    /** Takes notice of what a server offers, as far as it continues the line. */
    void learn(CatalogHead head) {
        int generation = generation(head.epoch());
        if (generation < 0) {
            if (line.isEmpty() || continuesLatest(head) || replacesLatest(head)) {
                appendWithParent(head);
            }
            return;
        }
        CatalogRecord known = line.get(generation);
        if (head.seq() > known.sequence()
                || (head.seq() == known.sequence() && known.chain().isEmpty())) {
            line.set(generation, recordOf(head));
        }
    }

    /** In what a catalog is behind the furthest known, or empty if it is not. To be asked after {@link #learn}. */
    String behind(CatalogHead head) {
        int generation = generation(head.epoch());
        if (generation < 0) {
            return "catalog " + shortened(head.epoch()) + " is older than " + latestName() + ", and unrelated";
        }
        if (generation < line.size() - 1) {
            return "catalog " + shortened(head.epoch()) + " was left for " + latestName();
        }
        long lines = latest().sequence() - head.seq();
        return lines <= 0 ? "" : "catalog at " + head.seq() + ", " + lines + " behind";
    }

    /** Why a catalog cannot be brought into the line, or empty if it can. To be asked after {@link #learn}. */
    Optional<String> forked(CatalogHead head) {
        int generation = generation(head.epoch());
        CatalogHead.Parent parent = head.parent();
        if (generation < 0) {
            return parent == null || generation(parent.epoch()) < 0
                    ? Optional.empty()
                    : Optional.of("forked catalog: " + shortened(head.epoch()) + " and " + latestName()
                            + " both go on from " + shortened(parent.epoch()));
        }
        CatalogRecord known = line.get(generation);
        boolean differs = head.seq() == known.sequence() && isOther(known.chain(), head.chain());
        return differs
                ? Optional.of("forked catalog: line " + head.seq() + " is not the one seen before")
                : Optional.empty();
    }

    /** An operator decided that this is the catalog to follow, whatever was before. */
    void follow(String epoch, long sequence) {
        line.removeIf(known -> known.epoch().equals(epoch));
        append(new CatalogRecord(epoch, sequence, "", ""));
    }

    private boolean continuesLatest(CatalogHead head) {
        CatalogHead.Parent parent = head.parent();
        return parent != null
                && parent.epoch().toString().equals(latest().epoch())
                && !(parent.seq() == latest().sequence() && isOther(latest().chain(), parent.chain()));
    }

    /** Without relation, the younger one wins, so that an old outbox cannot take over. */
    private boolean replacesLatest(CatalogHead head) {
        CatalogHead.Parent parent = head.parent();
        boolean related = parent != null && generation(parent.epoch()) >= 0;
        String published = latest().publishedAt();
        return !related && !published.isEmpty() && head.publishedAt().isAfter(Instant.parse(published));
    }

    private void appendWithParent(CatalogHead head) {
        CatalogHead.Parent parent = head.parent();
        if (parent != null && generation(parent.epoch()) < 0) {
            append(new CatalogRecord(
                    parent.epoch().toString(), parent.seq(), parent.chain().toString(), ""));
        }
        append(recordOf(head));
    }

    private int generation(UUID epoch) {
        return generation(epoch.toString());
    }

    private static boolean isOther(String chain, Sha256 other) {
        return !chain.isEmpty() && !chain.equals(other.toString());
    }

    private String latestName() {
        return shortened(UUID.fromString(latest().epoch()));
    }

    /** Enough of an epoch to tell it from others, where a line has room for 128 bytes. */
    private static String shortened(UUID epoch) {
        return epoch.toString().substring(0, EPOCH_CHARS);
    }

    private CatalogRecord latest() {
        return line.get(line.size() - 1);
    }

    private void append(CatalogRecord record) {
        line.add(record);
        if (line.size() > MAX_EPOCHS) {
            line.remove(0);
        }
    }

    private static CatalogRecord recordOf(CatalogHead head) {
        return new CatalogRecord(
                head.epoch().toString(),
                head.seq(),
                head.chain().toString(),
                head.publishedAt().toString());
    }
}
