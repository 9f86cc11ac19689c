package dev.pullover.simulator;

import dev.pullover.common.catalog.CatalogHead;
import dev.pullover.common.catalog.CatalogLine;
import dev.pullover.common.config.CheckConfig;
import dev.pullover.common.config.Config;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.ledger.ReplicaLedger;
import dev.pullover.common.ledger.ReplicaLedger.Batch;
import dev.pullover.common.ledger.ScanLedger;
import dev.pullover.common.ledger.ScanLedger.Directory;
import dev.pullover.common.ledger.ScanLedger.Writer;
import dev.pullover.common.message.FaultKind;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.StatUpdate;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.path.FilePath;
import dev.pullover.common.queue.MessageBus;
import dev.pullover.common.queue.MessageReader;
import dev.pullover.common.queue.MessageReader.MessageHandler;
import dev.pullover.common.remote.RemoteException;
import dev.pullover.common.remote.RemoteStat;
import dev.pullover.common.remote.RemoteStore;
import dev.pullover.simulator.disk.Disk;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** How bugs are planted around the modules. */
final class Sabotages {
    private Sabotages() {}

    static boolean isDirectory(String path) {
        return !path.substring(path.lastIndexOf('/') + 1).startsWith("f");
    }

    static Sabotage replicaForces(Predicate<String> ignored) {
        return new Sabotage() {
            @Override
            public void replicaDisk(Disk disk) {
                disk.ignoreForce(ignored);
            }
        };
    }

    static Sabotage recordingFirst() {
        return new Sabotage() {
            private Disk disk;

            @Override
            public void replicaDisk(Disk replica) {
                disk = replica;
                replica.defer(
                        path -> path.startsWith("/replica/") && !path.contains("/.pullover") && !isDirectory(path));
            }

            @Override
            public ReplicaLedger replica(ReplicaLedger ledger) {
                return Between.calls(ReplicaLedger.class, ledger, "commit", (arguments, original) -> {
                    Object result = original.call();
                    disk.catchUp();
                    return result;
                });
            }
        };
    }

    /** Whatever server it looks at, it follows that from its first line on, also if it is behind. */
    static Sabotage forgetful() {
        return new Sabotage() {
            @Override
            public CatalogLedger catalog(CatalogLedger ledger) {
                return Between.calls(CatalogLedger.class, ledger, "epochs", (arguments, original) -> List.of());
            }
        };
    }

    static Sabotage publisherForces(String beginning) {
        return new Sabotage() {
            @Override
            public void productionDisk(Disk disk) {
                disk.ignoreForce(beginning.endsWith("tmp") ? beginning::equals : path -> path.startsWith(beginning));
            }
        };
    }

    static Sabotage batches(Function<Batch, Map<String, Object>> change) {
        return new Sabotage() {
            @Override
            public ReplicaLedger replica(ReplicaLedger ledger) {
                return (ReplicaLedger) Proxy.newProxyInstance(
                        Sabotages.class.getClassLoader(),
                        new Class<?>[] {ReplicaLedger.class},
                        (self, method, arguments) -> Between.invoke(
                                method,
                                ledger,
                                method.getName().equals("commit")
                                        ? new Object[] {
                                            with(Batch.class, (Batch) arguments[0], change.apply((Batch) arguments[0]))
                                        }
                                        : arguments == null ? new Object[0] : arguments));
            }
        };
    }

    static Sabotage checking(Map<String, Object> changes) {
        return new Sabotage() {
            @Override
            public Config config(String module, Config config) {
                try {
                    return module.equals("testserver")
                            ? with(
                                    Config.class,
                                    config,
                                    Map.of("check", with(CheckConfig.class, config.check(), changes)))
                            : config;
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** The same record, with other values of some components. */
    static <R extends Record> R with(Class<R> type, R record, Map<String, Object> changes)
            throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            Object present = components[i].getAccessor().invoke(record);
            values[i] = changes.getOrDefault(components[i].getName(), present);
        }
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    static Sabotage lines(UnaryOperator<List<CatalogLine>> change) {
        return new Sabotage() {
            @Override
            @SuppressWarnings("unchecked")
            public CatalogLedger catalog(CatalogLedger ledger) {
                return (CatalogLedger) Proxy.newProxyInstance(
                        Sabotages.class.getClassLoader(),
                        new Class<?>[] {CatalogLedger.class},
                        (self, method, arguments) -> {
                            Object[] given = arguments == null ? new Object[0] : arguments.clone();
                            if (method.getName().equals("apply")) {
                                given[0] = change.apply((List<CatalogLine>) given[0]);
                            }
                            return Between.invoke(method, ledger, given);
                        });
            }
        };
    }

    static MessageBus rosy(MessageBus bus) {
        return Between.calls(MessageBus.class, bus, "readerAtEnd", (arguments, original) -> {
            MessageReader<?> reader = (MessageReader<?>) original.call();
            return Between.calls(
                    MessageReader.class,
                    reader,
                    "poll",
                    (given, poll) -> poll(
                            reader,
                            (int) given[0],
                            given[1],
                            message -> message instanceof Verdict verdict ? rosy(verdict) : message));
        });
    }

    @SuppressWarnings("unchecked")
    static <T> int poll(MessageReader<T> reader, int limit, Object handler, UnaryOperator<Object> change) {
        return reader.poll(limit, (writer, message) -> ((MessageHandler<Object>) handler)
                .onMessage(writer, change.apply(message)));
    }

    static Verdict rosy(Verdict verdict) {
        List<Verdict.Choice> choices = verdict.servers().stream()
                .map(choice -> new Verdict.Choice(choice.name(), ServerState.UP, choice.epoch(), choice.sequence()))
                .toList();
        return new Verdict(verdict.timeNs(), verdict.validUntilNs(), verdict.reason(), choices);
    }

    static Sabotage reading(String victim, UnaryOperator<MessageReader<?>> change) {
        return new Sabotage() {
            @Override
            public MessageBus bus(String module, MessageBus bus) {
                return !module.equals(victim)
                        ? bus
                        : Between.calls(
                                MessageBus.class,
                                bus,
                                "reader",
                                (arguments, original) -> change.apply((MessageReader<?>) original.call()));
            }
        };
    }

    /** Each start of stat takes processes that it knows for others. */
    static Sabotage renaming() {
        long[] starts = new long[1];
        return reading("stat", reader -> {
            long start = ++starts[0];
            return Between.calls(
                    MessageReader.class,
                    reader,
                    "poll",
                    (arguments, original) -> poll(reader, (int) arguments[0], arguments[1], message -> {
                        StatUpdate update = (StatUpdate) message;
                        return new StatUpdate(
                                update.timeNs(), update.module(), update.incarnation() + start, update.values());
                    }));
        });
    }

    static Sabotage stores(String victim, Supplier<UnaryOperator<RemoteStore>> change) {
        UnaryOperator<RemoteStore> changes = change.get();
        return new Sabotage() {
            @Override
            public RemoteStore store(String module, RemoteStore store) {
                return module.equals(victim) ? changes.apply(store) : store;
            }
        };
    }

    /** Where a server does not answer any more, what it said last is good enough. */
    static UnaryOperator<RemoteStore> remembering() {
        return store -> {
            Map<String, Object> known = new HashMap<>();
            return Between.calls(RemoteStore.class, store, "readAll", (arguments, original) -> {
                try {
                    Object content = original.call();
                    known.put(store.server(), content);
                    return content;
                } catch (RemoteException e) {
                    if (known.containsKey(store.server())) {
                        return known.get(store.server());
                    }
                    throw e;
                }
            });
        };
    }

    /** A segment that ends before it should is taken for a broken connection. */
    static UnaryOperator<RemoteStore> strict() {
        return store -> Between.calls(RemoteStore.class, store, "read", (arguments, original) -> {
            long count = (long) original.call();
            if (count < (long) arguments[2]) {
                throw new RemoteException(store.server(), FaultKind.RESET, "the end came too early", null);
            }
            return count;
        });
    }

    /** From another server than the last time, only what has a newer date is new. */
    static Sabotage newestDate() {
        return new Sabotage() {
            private final Map<FilePath, CatalogLine> known = new HashMap<>();
            private final Map<FilePath, String> from = new HashMap<>();
            private String server = "";

            @Override
            public RemoteStore store(String module, RemoteStore store) {
                return Between.calls(RemoteStore.class, store, "readAll", (arguments, original) -> {
                    server = module.equals("synchrolist") ? store.server() : server;
                    return original.call();
                });
            }

            @Override
            @SuppressWarnings("unchecked")
            public CatalogLedger catalog(CatalogLedger ledger) {
                return Between.calls(CatalogLedger.class, ledger, "apply", (arguments, original) -> {
                    arguments[0] = ((List<CatalogLine>) arguments[0])
                            .stream().filter(this::isNew).toList();
                    return original.call();
                });
            }

            private boolean isNew(CatalogLine line) {
                CatalogLine before = known.get(line.path());
                boolean same = server.equals(from.getOrDefault(line.path(), server));
                boolean taken = before == null || same || line.mtimeNs() > before.mtimeNs();
                if (taken) {
                    known.put(line.path(), line);
                    from.put(line.path(), server);
                }
                return taken;
            }
        };
    }

    /** A connection that broke is used again and again. */
    static UnaryOperator<RemoteStore> oneConnection() {
        Map<String, RemoteStore> first = new HashMap<>();
        return store -> first.computeIfAbsent(store.server(), none -> store);
    }

    /** What was published before something else that is known, by its date, is known. */
    static Sabotage neverBack() {
        long[] newestNs = new long[1];
        return lines(lines -> {
            List<CatalogLine> taken = lines.stream()
                    .filter(line -> line.publishedNs() >= newestNs[0])
                    .toList();
            taken.forEach(line -> newestNs[0] = Math.max(newestNs[0], line.publishedNs()));
            return taken;
        });
    }

    /** A server whose HEAD is dated before another HEAD is of no use. */
    static UnaryOperator<RemoteStore> youngestOnly() {
        Instant[] youngest = {Instant.MIN};
        return store -> Between.calls(RemoteStore.class, store, "readAll", (arguments, original) -> {
            byte[] content = (byte[]) original.call();
            Instant published = CatalogHead.parse(content).publishedAt();
            if (published.isBefore(youngest[0])) {
                throw new RemoteException(store.server(), FaultKind.OUTBOX, "stale since " + published, null);
            }
            youngest[0] = published;
            return content;
        });
    }

    /** Scanning finds nothing known of any path. */
    static Sabotage forgettingPaths() {
        return new Sabotage() {
            @Override
            public CatalogLedger catalog(CatalogLedger ledger) {
                return Between.calls(CatalogLedger.class, ledger, "find", (arguments, original) -> Optional.empty());
            }
        };
    }

    /** Each directory counts as settled as soon as it was listed. */
    static Sabotage settling() {
        return new Sabotage() {
            @Override
            public CatalogLedger catalog(CatalogLedger ledger) {
                return Between.calls(
                        CatalogLedger.class,
                        ledger,
                        "scans",
                        (arguments, original) -> settling((ScanLedger) original.call()));
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static ScanLedger settling(ScanLedger scans) {
        return Between.calls(ScanLedger.class, scans, "write", (arguments, original) -> {
            Consumer<Writer> work = (Consumer<Writer>) arguments[0];
            arguments[0] = (Consumer<Writer>)
                    writer -> work.accept(Between.calls(Writer.class, writer, "setDirectory", (given, set) -> {
                        given[0] = with(Directory.class, (Directory) given[0], Map.of("settled", true));
                        return set.call();
                    }));
            return original.call();
        });
    }

    /** After it has read a file, copylist asks the list whether it is still the same. */
    static Sabotage believing() {
        Map<String, RemoteStat> listed = new HashMap<>();
        return new Sabotage() {
            @Override
            public RemoteStore store(String module, RemoteStore store) {
                String method = module.equals("copylist") ? "stat" : "list";
                return Between.calls(RemoteStore.class, store, method, (arguments, original) -> {
                    FilePath path = (FilePath) arguments[0];
                    if (module.equals("copylist")) {
                        RemoteStat known = listed.get(store.server() + "/" + path);
                        return known == null ? original.call() : known;
                    }
                    store.list(
                            path, entry -> listed.put(store.server() + "/" + path.child(entry.name()), entry.stat()));
                    return original.call();
                });
            }
        };
    }
}
