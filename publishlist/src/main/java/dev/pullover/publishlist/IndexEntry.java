package dev.pullover.publishlist;

import dev.pullover.common.catalog.CatalogFormatException;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.path.FilePath;

/**
 * What the publisher knows of a published file: the catalog line that offers it, and the source's stat
 * when its content was that of the line.
 *
 * <pre>
 * ctime-ns TAB inode TAB catalog line
 * </pre>
 *
 * @param line the last one of its path, a {@code put}
 * @param ctimeNs of the source; 0 if its content must be looked at before it may be called unchanged
 * @param inode of the source; 0 likewise
 */
record IndexEntry(CatalogLine line, long ctimeNs, long inode) {
    /** An entry whose source must be read again. */
    static IndexEntry unsure(CatalogLine line) {
        return new IndexEntry(line, 0, 0);
    }

    FilePath path() {
        return line.path();
    }

    /** Whether a source of this stat need not be read to know that it is as published. */
    boolean isUnchanged(FileStat stat) {
        return stat.inode() == inode && stat.ctimeNs() == ctimeNs && hasAttributes(stat);
    }

    /** Whether size, date and mode are as published. */
    boolean hasAttributes(FileStat stat) {
        return stat.size() == line.size() && stat.mtimeNs() == line.mtimeNs() && stat.permissions() == line.mode();
    }

    String format() {
        return ctimeNs + "\t" + inode + "\t" + line.format();
    }

    static IndexEntry parse(String text) throws CatalogFormatException {
        int first = text.indexOf('\t');
        int second = text.indexOf('\t', first + 1);
        if (second < 0) {
            throw new CatalogFormatException("index line without its fields");
        }
        CatalogLine line = CatalogLine.parse(text.substring(second + 1));
        try {
            long ctimeNs = Long.parseLong(text, 0, first, 10);
            return new IndexEntry(line, ctimeNs, Long.parseLong(text, first + 1, second, 10));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new CatalogFormatException("index line with ctime or inode that is no number: " + line.path());
        }
    }
}
