package dev.pullover.copylist;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.pullover.common.cli.Amounts;
import dev.pullover.common.state.Json;
import dev.pullover.copylist.Verification.Difference;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Prints what a verification finds as it finds it, for people or as JSON. */
final class VerifyOutput {
    private final PrintWriter out;
    private final boolean json;
    private final JsonGenerator generator;

    VerifyOutput(PrintWriter out, boolean json) throws IOException {
        this.out = out;
        this.json = json;
        this.generator = Json.prettyMapper().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        generator.useDefaultPrettyPrinter();
    }

    void begin() throws IOException {
        if (json) {
            generator.writeStartObject();
            generator.writeArrayFieldStart("differences");
        }
    }

    void difference(Difference difference) throws IOException {
        if (json) {
            generator.writePOJO(difference);
        } else {
            out.println(difference.path() + ": " + difference.what());
            out.flush();
        }
    }

    void summary(VerifyMark mark) throws IOException {
        if (json) {
            generator.writeEndArray();
            generator.writeNumberField("files", mark.files());
            generator.writeNumberField("bytes", mark.bytes());
            generator.writeNumberField("different", mark.differences());
        } else {
            out.println("verified " + Amounts.count(mark.files(), "file") + ", " + Amounts.bytes(mark.bytes()) + ": "
                    + (mark.differences() == 0
                            ? "all as recorded"
                            : Amounts.count(mark.differences(), "file") + " not as recorded"));
        }
    }

    void repaired(long repaired, List<Difference> left) throws IOException {
        if (json) {
            generator.writeNumberField("repaired", repaired);
            generator.writeObjectField("not-repaired", left);
            return;
        }
        out.println("repaired " + Amounts.count(repaired, "file"));
        for (Difference difference : left) {
            out.println("not repaired: " + difference.path() + ": " + difference.what());
        }
    }

    void end() throws IOException {
        if (json) {
            generator.writeEndObject();
            generator.flush();
            out.println();
        }
    }
}
