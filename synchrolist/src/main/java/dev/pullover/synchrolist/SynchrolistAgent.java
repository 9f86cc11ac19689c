package dev.pullover.synchrolist;

import dev.pullover.common.ExitCode;
import dev.pullover.common.PulloverException;
import dev.pullover.common.config.ServerConfig;
import dev.pullover.common.ledger.CatalogLedger;
import dev.pullover.common.message.ServerState;
import dev.pullover.common.message.Verdict;
import dev.pullover.common.module.Agent;
import dev.pullover.common.module.ModuleContext;
import dev.pullover.common.state.Control;
import dev.pullover.common.state.VerdictSource;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the servers, best first, until one of them could be followed as far as it goes. What copylist owes it computes
 * from the database by itself, so nothing is sent twice here.
 */
final class SynchrolistAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(SynchrolistAgent.class);
    /** In one pass a server is asked again while it has news, so that a long first look does not end it behind. */
    private static final int MAX_LOOKS = 5;
    /** Time until the next try after this machine failed. */
    private static final Duration LOCAL_PATIENCE = Duration.ofSeconds(5);

    private final ModuleContext context;
    private final CatalogLedger ledger;
    private final VerdictSource verdicts;
    private final ServerScanner scanner;
    private final Looker looker;
    private final Pause pause;
    private final Teller teller;
    private final Map<String, ServerLink> links = new LinkedHashMap<>();
    private final long intervalNs;
    private List<Verdict.Choice> lastChoices = List.of();
    private long nextRoundNs;
    private boolean toldLocalFailure;

    SynchrolistAgent(
            ModuleContext context, CatalogLedger ledger, VerdictSource verdicts, DirectoryVisits visits, Pause pause) {
        this.context = context;
        this.ledger = ledger;
        this.verdicts = verdicts;
        this.pause = pause;
        this.scanner = new ServerScanner(context, ledger, visits);
        this.looker = new ModeLooker(
                context.config().synchro().mode(), ledger, new CatalogFollower(context, ledger), scanner);
        this.teller = new Teller(context);
        this.intervalNs = context.config().synchro().interval().toNanos();
        for (ServerConfig server : context.config().requireServers()) {
            links.put(server.name(), new ServerLink(server, context.stores(), intervalNs));
        }
        this.nextRoundNs = context.nanoTime().getAsLong();
    }

    @Override
    public int doWork() throws InterruptedException {
        Verdict verdict = verdicts.current();
        List<Verdict.Choice> choices = withoutSequences(verdict);
        long now = context.nanoTime().getAsLong();
        if (choices.equals(lastChoices) && now - nextRoundNs < 0) {
            return 0;
        }
        lastChoices = choices;
        nextRoundNs = now + intervalNs;
        for (ServerLink link : candidates(verdict)) {
            if (link.isDue(now)) {
                Optional<Look> look = look(link);
                if (look.isEmpty() || look.get() instanceof Look.Done) {
                    return look.filter(Look::isEvent).isPresent() ? 1 : 0;
                }
            }
        }
        return 0;
    }

    @Override
    public ExitCode pass() throws InterruptedException {
        Verdict verdict = verdicts.current();
        List<Look> looks = new ArrayList<>();
        for (ServerLink link : candidates(verdict)) {
            Optional<Look> look = look(link);
            if (look.isEmpty()) {
                return ExitCode.FAILURE;
            }
            if (look.get() instanceof Look.Done done) {
                return done.exitCode().or(catchUp(link, done));
            }
            looks.add(look.get());
        }
        return withoutServer(verdict, looks);
    }

    /** Until the next round; a new verdict ends the wait. */
    @Override
    public long idleNs() {
        return Math.max(1, nextRoundNs - context.nanoTime().getAsLong());
    }

    @Override
    public Control.Answer onRequest(Control.Request request) {
        if (!request.verb().equals(AcceptCommand.VERB)) {
            return Agent.super.onRequest(request);
        }
        if (!links.containsKey(request.target())) {
            return new Control.Answer(false, "there is no server '" + request.target() + "' in the configuration");
        }
        ledger.accept(request.target(), context.nowNs() + AcceptCommand.HOLDS.toNanos());
        log.warn("{}: its catalog is accepted by {} even if it is a fork", request.target(), request.by());
        return new Control.Answer(true, AcceptCommand.message(request.target()));
    }

    @Override
    public void close() {
        links.values().forEach(ServerLink::close);
        scanner.close();
        verdicts.close();
        ledger.close();
    }

    /** The servers to look at. Those that are down only when that is old news: nobody checks them any more. */
    private List<ServerLink> candidates(Verdict verdict) {
        boolean isOld = !verdict.holdsAt(context.nowNs());
        List<ServerLink> found = new ArrayList<>();
        for (Verdict.Choice choice : verdict.servers()) {
            ServerLink link = links.get(choice.name());
            if (link != null) {
                link.onState(choice.state());
                if (choice.state().isUsable() || (isOld && choice.state() == ServerState.DOWN)) {
                    found.add(link);
                }
            }
        }
        return found;
    }

    /** Order and states: what a change of verdict is here. */
    private static List<Verdict.Choice> withoutSequences(Verdict verdict) {
        return verdict.servers().stream()
                .map(choice -> new Verdict.Choice(choice.name(), choice.state(), "", 0))
                .toList();
    }

    /** What was published while the last look took its time, or must be looked at twice. */
    private ExitCode catchUp(ServerLink link, Look first) throws InterruptedException {
        ExitCode code = ExitCode.OK;
        Look look = first;
        for (int i = 1; i < MAX_LOOKS && (look.isEvent() || !look.again().isZero()); i++) {
            if (!pause.pause(look.again())) {
                return code;
            }
            Optional<Look> next = look(link);
            if (next.isEmpty()) {
                return ExitCode.FAILURE;
            }
            if (!(next.get() instanceof Look.Done)) {
                return code;
            }
            look = next.get();
            code = code.or(look.exitCode());
        }
        return code;
    }

    private static ExitCode withoutServer(Verdict verdict, List<Look> looks) {
        if (looks.stream().allMatch(Look.Failed.class::isInstance)) {
            for (Verdict.Choice choice : verdict.servers()) {
                if (!choice.state().isUsable()) {
                    log.warn("{}: not to be used, testserver says {}", choice.name(), choice.state());
                }
            }
            log.error("no server answers, or none may be used: see the lines before");
            return ExitCode.NO_SERVER;
        }
        return looks.stream()
                .filter(look -> !(look instanceof Look.Failed))
                .map(Look::exitCode)
                .reduce(ExitCode.OK, ExitCode::or);
    }

    /** A look, told; empty if it was given up because this machine failed, or is to stop. */
    private Optional<Look> look(ServerLink link) throws InterruptedException {
        try {
            Look look = link.look(looker, context.nanoTime());
            teller.tell(link.name(), look);
            toldLocalFailure = false;
            return Optional.of(look);
        } catch (SpoolException | PulloverException e) {
            tellLocalFailure(e);
            nextRoundNs = context.nanoTime().getAsLong() + LOCAL_PATIENCE.toNanos();
            return Optional.empty();
        } catch (InterruptedIOException e) {
            if (context.stopping().getAsBoolean()) {
                return Optional.empty();
            }
            throw (InterruptedException) new InterruptedException("while looking at " + link.name()).initCause(e);
        }
    }

    private void tellLocalFailure(Exception e) {
        if (!toldLocalFailure) {
            log.error("what was found cannot be kept: {}", e.getMessage());
            toldLocalFailure = true;
        }
    }
}
