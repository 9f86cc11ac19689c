package dev.pullover.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** All that can go wrong with a {@link ChaosScene}: in two lists, of which one trouble each is under way at a time. */
final class ChaosTroubles {
    private static final int FILLER_BYTES = 1 << 20;
    private static final long MAX_FREE_BYTES = 20L << 20;

    private final ChaosScene scene;

    ChaosTroubles(ChaosScene scene) {
        this.scene = scene;
    }

    /** Processes of this machine, and its disk. */
    List<ChaosTrouble> here() {
        List<ChaosTrouble> all = new ArrayList<>();
        for (String module : Suite.MODULES) {
            all.add(new ChaosTrouble("kill -9 " + module, random -> signal("KILL", module), ChaosTrouble.NOTHING));
            all.add(stopped(module));
        }
        all.add(new ChaosTrouble(
                "kill -9 the supervisor", random -> signal("KILL", "launcher"), random -> scene.startModules()));
        all.add(new ChaosTrouble(
                "kill -9 the publisher", random -> scene.killPublisher(), random -> scene.startPublisher()));
        all.add(new ChaosTrouble("reload", random -> scene.pullover("reload"), ChaosTrouble.NOTHING));
        all.add(new ChaosTrouble(
                "retry parked files", random -> scene.pullover("copylist", "retry-parked"), ChaosTrouble.NOTHING));
        if (scene.hasSmallDisk()) {
            all.add(new ChaosTrouble("fill the disk", this::fill, random -> Files.deleteIfExists(filler())));
        }
        return all;
    }

    /** Servers, the lines to them, and operators' orders about them. */
    List<ChaosTrouble> there() {
        List<ChaosTrouble> all = new ArrayList<>();
        for (String server : ChaosScene.SERVERS) {
            all.add(new ChaosTrouble(
                    "kill sshd, " + server, random -> scene.server(server).kill(), random -> scene.server(server)
                            .start()));
            all.add(new ChaosTrouble(
                    "suspend sshd, " + server, random -> scene.server(server).suspend(), random -> scene.server(server)
                            .resume()));
            all.addAll(lines(server));
            all.add(new ChaosTrouble(
                    "drain " + server, random -> order("drain", server), random -> order("ready", server)));
            all.add(new ChaosTrouble(
                    "maint " + server, random -> order("maint", server), random -> order("ready", server)));
            all.add(new ChaosTrouble(
                    "switch to " + server, random -> order("switch", server), random -> order("ready", server)));
        }
        return all;
    }

    private List<ChaosTrouble> lines(String server) {
        ChaosTrouble.Step heal = random -> scene.line(server).heal();
        return List.of(
                new ChaosTrouble(
                        "refuse, " + server, random -> scene.line(server).refuse(), heal),
                new ChaosTrouble("cut, " + server, random -> scene.line(server).cut(), heal),
                new ChaosTrouble(
                        "cut after some bytes, " + server,
                        random -> scene.line(server).cutAfter(random.nextInt(1_000_000)),
                        heal),
                new ChaosTrouble(
                        "stall, " + server, random -> scene.line(server).stall(), heal),
                new ChaosTrouble(
                        "delay, " + server,
                        random -> scene.line(server).delay(Duration.ofMillis(20 + random.nextInt(400))),
                        heal),
                new ChaosTrouble(
                        "narrow line, " + server,
                        random -> scene.line(server).limit(20_000 + random.nextInt(500_000)),
                        heal));
    }

    private ChaosTrouble stopped(String module) {
        return new ChaosTrouble(
                "SIGSTOP " + module, random -> signal("STOP", module), random -> signal("CONT", module));
    }

    private void signal(String name, String module) throws IOException, InterruptedException {
        Optional<ProcessHandle> process = scene.process(module);
        if (process.isPresent()) {
            scene.signal(name, process.get());
        }
    }

    private void order(String verb, String server) throws IOException, InterruptedException {
        // Refused while testserver is being started again: what holds at the end is asked for until it does.
        scene.pullover("testserver", verb, server);
    }

    private Path filler() {
        return scene.disk().resolve("filler");
    }

    /** Up to some MB, below the reserve mostly, and now and then to the last byte. */
    private void fill(Random random) throws IOException {
        long leave = random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * MAX_FREE_BYTES);
        byte[] piece = new byte[FILLER_BYTES];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (scene.disk().toFile().getUsableSpace() > leave) {
                out.write(piece, 0, (int)
                        Math.min(piece.length, 1 + scene.disk().toFile().getUsableSpace() - leave));
            }
        } catch (IOException e) {
            if (scene.disk().toFile().getUsableSpace() > FILLER_BYTES) {
                throw e;
            }
        }
    }
}
