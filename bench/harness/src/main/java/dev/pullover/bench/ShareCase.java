package dev.pullover.bench;

import dev.pullover.testkit.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a second server brings where each has only so much bandwidth. */
final class ShareCase implements BenchCase {
    private static final int FILES = 100;
    private static final int FILE_BYTES = 1_000_000;
    private static final long SERVER_BYTES_PER_SECOND = 10_000_000;

    @Override
    public String name() {
        return "share";
    }

    @Override
    public String description() {
        return "100 MB from two servers with 10 MB/s each";
    }

    @Override
    public void run(Bench bench) throws Exception {
        try (Lab lab = new Lab(bench.directory());
                FaultProxy second = FaultProxy.before(lab.server().port())) {
            Random random = new Random(bench.seed());
            byte[] content = new byte[FILE_BYTES];
            for (int i = 0; i < FILES; i++) {
                random.nextBytes(content);
                Files.write(lab.data().resolve("f" + i), content);
            }
            lab.must(Lab.pullover(lab.configure("publisher", lab.server().port(), ""), "publishlist", "once"));
            lab.proxy().limit(SERVER_BYTES_PER_SECOND);
            second.limit(SERVER_BYTES_PER_SECOND);
            Map<String, List<Sample>> samples = new LinkedHashMap<>();
            for (int round = 0; round < bench.rounds(); round++) {
                for (String balance : List.of("failover", "round-robin", "weighted", "least-connections")) {
                    samples.computeIfAbsent(balance, none -> new ArrayList<>())
                            .add(measure(lab, second, balance, round));
                }
            }
            bench.report().contest("balance", samples, "failover");
        }
    }

    private static Sample measure(Lab lab, FaultProxy second, String balance, int round) throws Exception {
        String replica = balance + "-" + round;
        Path config = lab.configure(replica, lab.proxy().port(), more(lab, second, balance));
        Sample sample = Measure.run(
                Lab.pullover(config, "once"), Lab.environment(), lab.directory().resolve("output.txt"));
        lab.requireEqual(lab.directory().resolve(replica));
        return sample;
    }

    private static String more(Lab lab, FaultProxy second, String balance) throws IOException {
        Path known = lab.directory().resolve("known_hosts_2");
        Files.writeString(
                known, "[127.0.0.1]:" + second.port() + " " + lab.server().hostKeyLine() + "\n");
        return """

                [[servers]]
                name = "backup"
                uri = "sftp://%s@127.0.0.1:%d%s"
                identity-file = "id"
                known-hosts = "known_hosts_2"

                [copy]
                balance = "%s"
                """.formatted(lab.server().user(), second.port(), lab.outbox(), balance);
    }
}
