package dev.pullover.copylist;

import dev.pullover.common.PulloverException;
import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLayout;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.config.Config;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.common.remote.RemoteStores;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks all servers at once what they have under a path. Each takes three deadlines of {@code [check] timeout} at most. */
final class ServerQuestion {
    private final Config config;
    private final ZoneId zone;

    ServerQuestion(Config config, ZoneId zone) {
        this.config = config;
        this.zone = zone;
    }

    /**
     * Asks.
     *
     * @param published the newest publication
     * @return in the order of the configuration
     */
    List<ServerAnswer> ask(FilePath path, Optional<CatalogLine> published) throws InterruptedException {
        List<ServerConfig> servers = config.requireServers();
        ExecutorService threads = Executors.newFixedThreadPool(servers.size(), Workers.factory("ask-"));
        try {
            List<Callable<ServerAnswer>> questions = new ArrayList<>();
            servers.forEach(server -> questions.add(() -> ask(server, path, published)));
            List<ServerAnswer> answers = new ArrayList<>();
            for (Future<ServerAnswer> answer : threads.invokeAll(questions)) {
                answers.add(Workers.result(answer));
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private ServerAnswer ask(ServerConfig server, FilePath path, Optional<CatalogLine> published)
            throws InterruptedIOException {
        try (RemoteStore store = RemoteStores.open(
                server, config.copy().transport(), config.check().timeout())) {
            return file(store, path, published).with(catalog(store));
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException | PulloverException e) {
            return ServerAnswer.silent(server.name(), String.valueOf(e.getMessage()));
        }
    }

    private ServerAnswer file(RemoteStore store, FilePath path, Optional<CatalogLine> published) throws IOException {
        try {
            return ServerAnswer.found(store.server(), store.stat(path), published, zone);
        } catch (NoSuchFileException e) {
            return ServerAnswer.missing(store.server());
        }
    }

    private static String catalog(RemoteStore store) throws IOException {
        try {
            CatalogHead head = CatalogHead.parse(store.readAll(CatalogLayout.HEAD, CatalogHead.MAX_BYTES));
            return "its catalog " + head.epoch() + " is at line " + head.seq();
        } catch (NoSuchFileException e) {
            return "it has no catalog";
        } catch (RemoteException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return "its catalog cannot be read: " + e.getMessage();
        }
    }
}
