package dev.pullover.copylist;

import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.catalog.CatalogLine.Op;
import dev.pullover.common.ledger.CatalogEntry;
import dev.pullover.common.ledger.ParkedFile;
import dev.pullover.common.ledger.RefusedName;
import dev.pullover.common.ledger.ReplicaEntry;
import dev.pullover.common.path.FilePath;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a file stands.
 *
 * @param path which one
 * @param here what is recorded as being here
 * @param published its newest publication
 * @param parked why it was put aside
 * @param refused why synchrolist did not take it over
 * @param settled whether copylist has passed its newest publication
 * @param parkAfter failed tries after which a file is parked
 */
record Standing(
        FilePath path,
        Optional<ReplicaEntry> here,
        Optional<CatalogEntry> published,
        Optional<ParkedFile> parked,
        Optional<RefusedName> refused,
        boolean settled,
        int parkAfter) {

    /** What a file's state is called. */
    enum State {
        HERE("here, as published"),
        OUTDATED("an older one is here, superseded by what was published since"),
        OWED("not here yet, its turn will come"),
        NOT_YET("not here yet, the server that was asked does not have all of it"),
        RETRYING("not here, it failed and will be tried again"),
        BAD_HASH("not here, its content on the server is not what was published"),
        PARKED("not here, it is parked"),
        REJECTED("not here, it is rejected"),
        REFUSED("its name must not be written here"),
        HELD("deleted on the server; that is held back here"),
        DELETED("deleted on the server"),
        SETTLED("passed over; the log tells more"),
        UNKNOWN("not published: it is in no catalog that was read");

        private final String text;

        State(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    static Standing of(Databases databases, FilePath path, int parkAfter) {
        Optional<CatalogEntry> published = databases.catalog().flatMap(view -> view.find(path));
        long position = databases.position();
        return new Standing(
                path,
                databases.replica().flatMap(view -> view.find(path)),
                published,
                databases.replica().flatMap(view -> view.findParked(path)),
                databases.catalog().flatMap(view -> view.refused(path)),
                published.isPresent() && published.get().change() <= position,
                parkAfter);
    }

    State state() {
        if (published.isEmpty()) {
            return refused.isPresent() ? State.REFUSED : here.isPresent() ? State.HERE : State.UNKNOWN;
        }
        CatalogLine line = published.get().line();
        if (line.op() == Op.DEL) {
            return parked.isPresent() ? State.HELD : State.DELETED;
        }
        if (here.isPresent()) {
            return here.get().isContentOf(line) ? State.HERE : State.OUTDATED;
        }
        return parked.map(this::aside).orElse(settled ? State.SETTLED : State.OWED);
    }

    private State aside(ParkedFile file) {
        return switch (file.outcome()) {
            case ParkedFile.NOT_YET -> State.NOT_YET;
            case ParkedFile.BAD_HASH -> State.BAD_HASH;
            case ParkedFile.REJECTED -> State.REJECTED;
            default -> file.isParked(parkAfter) ? State.PARKED : State.RETRYING;
        };
    }

    /** In one line, for people. */
    String headline(ZoneId zone) {
        String until = parked.filter(file -> file.nextTryNs() != ParkedFile.NEVER)
                .map(file -> (file.isParked(parkAfter) ? ", parked until " : ", next try ")
                        + Text.time(file.nextTryNs(), zone))
                .orElse("");
        String because = parked.map(file -> ", because " + file.reason()).orElse("");
        return path + ": "
                + switch (state()) {
                    case BAD_HASH, NOT_YET, RETRYING, OUTDATED -> state().text() + until;
                    case PARKED -> "not here" + until;
                    case REJECTED, HELD -> state().text() + because;
                    default -> state().text();
                };
    }

    /** What is known, a line each, for people. */
    List<String> details(ZoneId zone) {
        List<String> lines = new ArrayList<>();
        here.ifPresent(entry -> lines.add("here since " + Text.time(entry.arrivedNs(), zone) + ", "
                + FileReport.origin(entry) + ": " + entry.size() + " bytes, " + entry.hash()));
        published.ifPresent(entry -> lines.add(describe(entry, zone)));
        parked.ifPresent(file -> lines.add((file.isParked(parkAfter) ? "parked as " : "put aside as ") + file.outcome()
                + attempts(file) + ": " + file.reason()
                + "; next try "
                + (file.nextTryNs() == ParkedFile.NEVER
                        ? "only when it is published anew, or by 'pullover copylist retry-parked'"
                        : Text.time(file.nextTryNs(), zone))));
        refused.ifPresent(name ->
                lines.add("refused: " + name.reason() + "; line " + name.sequence() + " of catalog " + name.epoch()));
        return lines;
    }

    private static String attempts(ParkedFile file) {
        String failures = file.tries() == 1 ? " after 1 try" : " after " + file.tries() + " tries";
        return (file.notYets() > 1 ? ", " + file.notYets() + " times in a row" : "")
                + (file.notYets() > 0 && file.tries() == 0 ? "" : failures);
    }

    /** @param servers what is known of it there */
    Report report(List<ServerAnswer> servers) {
        return new Report(
                path.toString(),
                state().name().toLowerCase(java.util.Locale.ROOT),
                here.map(FileReport::of).orElse(null),
                published.map(Published::of).orElse(null),
                parked.map(file -> Parked.of(file, parkAfter)).orElse(null),
                refused.map(RefusedName::reason).orElse(null),
                servers);
    }

    private String describe(CatalogEntry entry, ZoneId zone) {
        CatalogLine line = entry.line();
        String when = Text.time(line.publishedNs(), zone) + ", line " + line.seq() + " of catalog " + entry.epoch();
        if (line.op() == Op.DEL) {
            return "deleted on the server " + when + (here.isPresent() ? "; the copy here stays" : "");
        }
        return "published " + when + ": " + line.size() + " bytes, "
                + (line.hasHash() ? line.hash() : "found by scanning, its hash is learnt when it arrives");
    }

    /** What {@code --json} prints. */
    record Report(
            String path,
            String state,
            @Nullable FileReport here,
            @Nullable Published published,
            @Nullable Parked parked,
            @Nullable String refused,
            List<ServerAnswer> servers) {}

    /** The newest publication. */
    record Published(String op, long size, String sha256, String published, String epoch, long sequence, long change) {
        static Published of(CatalogEntry entry) {
            CatalogLine line = entry.line();
            return new Published(
                    line.op().toString(),
                    line.size(),
                    line.hash().toString(),
                    Text.iso(line.publishedNs()),
                    entry.epoch().toString(),
                    line.seq(),
                    entry.change());
        }
    }

    /** Why it was put aside; not {@code parked} yet after its first failures; {@code nextTry} is absent if it is not tried again by itself. */
    record Parked(
            String outcome,
            String reason,
            int tries,
            int notYets,
            boolean parked,
            @Nullable String nextTry) {
        static Parked of(ParkedFile file, int parkAfter) {
            return new Parked(
                    file.outcome(),
                    file.reason(),
                    file.tries(),
                    file.notYets(),
                    file.isParked(parkAfter),
                    file.nextTryNs() == ParkedFile.NEVER ? null : Text.iso(file.nextTryNs()));
        }
    }
}
