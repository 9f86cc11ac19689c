package dev.pullover.bench;

import dev.pullover.bench.Contestant.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a command costs that has next to nothing to do: from cron, that is what it costs each minute. */
final class StartCase implements BenchCase {
    private static final int FILES = 100;
    private static final String RSYNC = "rsync, nothing new";
    private static final Step NOTHING = () -> {};

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String description() {
        return "commands with nothing to do, from cold, among " + FILES + " files";
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (Lab lab = new Lab(bench.directory())) {
            for (int i = 0; i < FILES; i++) {
                Files.writeString(lab.data().resolve("f" + i), "content of " + i);
            }
            Path config = lab.configure("replica", lab.server().port(), "");
            Path mounted = lab.configure("mounted", lab.server().port(), "");
            Files.writeString(
                    mounted,
                    Files.readString(mounted).replaceFirst("uri = \".*\"", "uri = \"file:" + lab.outbox() + "\""));
            lab.must(Lab.pullover(config, "publishlist", "once"));
            lab.must(Lab.pullover(config, "once"));
            lab.must(Lab.pullover(mounted, "once"));
            List<Contestant> contestants = new ArrayList<>(List.of(
                    ours("pullover log write", config, "log", "write", "hello"),
                    ours("pullover once, over ssh", config, "once"),
                    ours("pullover once, a mounted directory", mounted, "once"),
                    ours("pullover publishlist once", config, "publishlist", "once")));
            if (Machine.has("rsync")) {
                Path peer = lab.directory().resolve("peer");
                lab.must(lab.rsync(peer, lab.server().port()));
                List<String> command = lab.rsync(peer, lab.server().port());
                contestants.add(
                        new Contestant(RSYNC, command, Lab.environment(), NOTHING, () -> lab.requireEqual(peer)));
            }
            bench.report().contest(name(), Contest.run(bench, contestants), RSYNC);
            lab.requireEqual(lab.directory().resolve("replica"));
            lab.requireEqual(lab.directory().resolve("mounted"));
        }
    }

    private static Contestant ours(String name, Path config, String... arguments) {
        return new Contestant(name, Lab.pullover(config, arguments), Lab.environment(), NOTHING, NOTHING);
    }
}
