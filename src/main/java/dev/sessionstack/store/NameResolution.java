package dev.sessionstack.store;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Resolves names as the rest of the JVM does, but beside the event loops: a DNS server that hangs
 * must not hold up the probes of other stores.
 */
final class NameResolution extends AddressResolverGroup<InetSocketAddress> {

  private final Executor threads;

  NameResolution(Executor threads) {
    this.threads = threads;
  }

  @Override
  protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
    return new InetSocketAddressResolver(
        loop,
        new InetNameResolver(loop) {
          @Override
          protected void doResolve(String name, Promise<InetAddress> promise) {
            threads.execute(
                () -> {
                  try {
                    promise.trySuccess(InetAddress.getByName(name));
                  } catch (UnknownHostException e) {
                    promise.tryFailure(e);
                  }
                });
          }

          @Override
          protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            threads.execute(
                () -> {
                  try {
                    promise.trySuccess(List.of(InetAddress.getAllByName(name)));
                  } catch (UnknownHostException e) {
                    promise.tryFailure(e);
                  }
                });
          }
        });
  }
}
