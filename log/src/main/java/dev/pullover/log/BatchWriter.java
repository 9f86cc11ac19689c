package dev.pullover.log;

import dev.pullover.common.message.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches into both files, each exactly once, whatever stops the process: the journal says what is about to be
 * written before it is, and that it was written behind it. One thread.
 */
final class BatchWriter implements AutoCloseable {
    private final Journal journal;
    private final LogFile text;
    private final LogFile json;
    private final TextFormat textFormat;
    private final EcsFormat ecsFormat = new EcsFormat();
    private final StringBuilder characters = new StringBuilder();
    /** What was begun and has failed, if anything. */
    private Journal.@Nullable Entry begun;

    private boolean appended;

    /** @param zone whose local time the text file carries */
    BatchWriter(Journal journal, LogFile text, LogFile json, ZoneId zone) {
        this.journal = journal;
        this.text = text;
        this.json = json;
        this.textFormat = new TextFormat(zone);
    }

    /**
     * Writes a batch. When it fails, nothing else can be done but to call it again with the same batch, in this process
     * or, after {@link Recovery}, in the next.
     *
     * @return bytes that the text file grew by
     */
    long write(LogBatch batch) throws IOException {
        byte[] textBytes = formatText(batch.lines());
        if (!appended) {
            append(batch, textBytes, ecsFormat.format(batch.lines()));
        }
        Journal.Entry entry = begun;
        if (entry != null) {
            journal.write(entry.asWritten());
        }
        begun = null;
        appended = false;
        return textBytes.length;
    }

    /** Does a part of the compression of files that were put aside; returns 0 if there is nothing to do. */
    int compressSome() {
        return text.compressSome() + json.compressSome();
    }

    @Override
    public void close() {
        text.close();
        json.close();
    }

    private void append(LogBatch batch, byte[] textBytes, byte[] jsonBytes) throws IOException {
        if (begun != null) {
            Recovery.undo(begun, text.path().getFileSystem());
        }
        text.reopenIfMoved();
        json.reopenIfMoved();
        text.endTornLine();
        json.endTornLine();
        text.rotateIfDue(textBytes.length, batch.writtenNs());
        json.rotateIfDue(jsonBytes.length, batch.writtenNs());
        begun = new Journal.Entry(
                Journal.Entry.FORMAT,
                false,
                batch.before(),
                batch.after(),
                text.spanOf(textBytes.length),
                json.spanOf(jsonBytes.length));
        journal.write(begun);
        text.append(textBytes);
        json.append(jsonBytes);
        appended = true;
    }

    private byte[] formatText(List<LogLine> lines) {
        characters.setLength(0);
        lines.forEach(line -> textFormat.append(line, characters));
        return characters.toString().getBytes(StandardCharsets.UTF_8);
    }
}
