/**
 * The suite in a world of which a seed decides everything: two servers, the publisher, the owners' replication, and the
 * replica machine, in one JVM and on one thread. The same seed does the same again, event by event.
 *
 * <p><b>Real</b> is the logic of the modules: publishlist with its catalog, journal, index and compaction; testserver's
 * agent with checks, states and choice; synchrolist's agent and follower; copylist's agent with everything from the feed to
 * the ledger; stat's agent, from the messages to what it tells people; log's agent with its journal, files and their
 * rotation, and the reader of queues under both. They are opened by the {@code …Door} classes, which lie in the modules'
 * packages here, as tests do. SQLite is real, too, in a directory for each run.
 *
 * <p><b>Simulated</b> are the clocks, the disks ({@link dev.pullover.simulator.disk}), the connections, the queues, and
 * threads: what modules hand to others is done at once.
 *
 * <p><b>What goes wrong</b>: a process dies before any change to a disk, request, message or commit, or right after a commit;
 * the replica's or the publisher's machine loses its power, and with it what was not forced to disk, part of it, or the end
 * of it; any request is the last one of its connection; servers refuse, hang, are unreachable or have another host key;
 * messages are lost, come twice or late; the backup has files and parts of the catalog in any order, half of some; the
 * replica's disk is full, also for its database; its clock is set, and from seed 100,000 on those of the servers, by which
 * publishers and files are dated ({@link dev.pullover.simulator.ServerClocks}). stat, log, their queues and the disk with the log files
 * have a chance of their own ({@link dev.pullover.simulator.Listeners}), so that what befalls them changes nothing for the
 * others. In every tenth seed production is lost for long, see {@link dev.pullover.simulator.Succession}: the backup takes
 * the catalog over, production's publisher may go on in the old one, and may take the new one back; or both take it over,
 * and publish until an operator decides ({@link dev.pullover.simulator.Fork}). From seed 100,000 on, in every fifth nobody
 * publishes, and servers are scanned: their files are changed under those who read them, replaced, moved, touched, written in
 * halves and deleted, and replicated with their dates or without ({@link dev.pullover.simulator.ScannedOwners}).
 *
 * <p><b>What is checked</b>, see {@link dev.pullover.simulator.Checks}: at each commit, that what is recorded would outlive a
 * power cut, and that the position passes nothing that is neither here nor put aside; that nobody connects to a server that
 * is not to be used; that no dead server is called usable for long, none down before {@code fall} or up before {@code
 * rise} checks in a row ({@link dev.pullover.simulator.RiseAndFall}), and nobody blamed who answered; that no file is
 * copied that was recorded and in place; that of a fork nothing of two sides is taken before it is decided.
 *
 * <p>At the end, when nothing goes wrong any more: that replica and outbox are equal within {@code Simulation.PATIENCE}, that
 * the server is in use whose outbox counts, that the counters say what was recorded, and that outbox and catalog agree; that
 * stat tells people exactly what each process last reported and its queue kept, and of files and bytes what was recorded;
 * that what is here is recorded, and the other way round ({@link dev.pullover.simulator.Recorded});
 * that each line which a queue accepted is in both log files once. Where the power failed, what it took from queues and
 * files may be missing, or come twice; what was in both afterwards must stay, and all that came later is as ever.
 *
 * <p>Where servers are scanned: that nothing is recorded which no server ever had, as bytes of two versions; that what is in
 * place and recorded is not pulled again, nor replaced by what is older on another server; at the end, that all that the
 * server in use shows is here, unless something newer of that name is; that what is here is a file as some server had it
 * ({@link dev.pullover.simulator.ScanChecks}). Two contents of one path
 * with one size and one date, in whole seconds, cannot be told apart by scanning, and are never drawn.
 *
 * <p><b>Copied twice</b> is allowed only where a power cut took the renamed file before it was recorded; a process that dies
 * between rename and record finds the file in place and does not copy it again.
 *
 * <p><b>Not simulated</b>: the page, Chronicle Queue, SSH, real threads, directories that cannot
 * be read and file systems that are not mounted on servers, names that are not ASCII, a database that loses commits (SQLite
 * is trusted to keep what it has committed).
 */
@NullMarked
package dev.pullover.simulator;

import org.jspecify.annotations.NullMarked;
