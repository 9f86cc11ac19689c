/**
 * Servers and file trees to try Pullover on, shared by the demo, the tests and the benchmarks: {@link
 * dev.pullover.testkit.EmbeddedSftpServer} (needs nothing but this JVM), {@link
 * dev.pullover.testkit.OpenSshServer} (the real one, where it is installed), {@link
 * dev.pullover.testkit.FaultProxy} (breaks the line to either), {@link dev.pullover.testkit.Keys}, {@link dev.pullover.testkit.Trees} and {@link
 * dev.pullover.testkit.Await}. Nothing here listens or connects anywhere but on the loopback.
 */
@NullMarked
package dev.pullover.testkit;

import org.jspecify.annotations.NullMarked;
