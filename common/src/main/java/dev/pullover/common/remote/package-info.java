/**
 * Access to a server's outbox: {@link dev.pullover.common.remote.RemoteStore} is the contract, {@link
 * dev.pullover.common.remote.RemoteStores} opens the implementation that the server's URI asks for. For tests and
 * simulations there are {@link dev.pullover.common.remote.MemoryRemoteStore} and the decorators {@link
 * dev.pullover.common.remote.FaultyRemoteStore} and {@link dev.pullover.common.remote.CountingRemoteStore}.
 */
@NullMarked
package dev.pullover.common.remote;

import org.jspecify.annotations.NullMarked;
