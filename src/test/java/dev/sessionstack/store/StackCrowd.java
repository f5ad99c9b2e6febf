package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The stores of many stacks, watched as the operator does, for the benchmark: it notes when each
 * was due, asked and answered.
 */
public final class StackCrowd implements AutoCloseable {

  /** One look: nanoseconds from due to asked, and from asked to answered. */
  public record Look(long lag, long took) {}

  private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();
  private final Map<StoreTarget, Long> due = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();
  private final List<StoreTarget> targets;
  private final StoreClients clients = new StoreClients();
  private final StoreProbe probe = new StoreProbe(clients, Clock.systemUTC());
  private final Watch<StoreTarget, StoreReport> watch =
      new Watch<>("store-watch", this::ask, this::pause, report -> false);

  /**
   * A crowd that nobody watches yet.
   *
   * @param ports of the stores, one for each stack
   */
  public StackCrowd(List<Integer> ports, Duration interval) {
    targets =
        IntStream.range(0, ports.size())
            .mapToObj(
                i ->
                    new StoreTarget(
                        new StoreConnection(
                            "127.0.0.1",
                            ports.get(i),
                            0,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                        "session:",
                        interval,
                        "stack-" + i))
            .toList();
  }

  /** Watches all of them from now on, as after a restart of the operator. */
  public void watch() {
    for (var target : targets) {
      due.put(target, System.nanoTime());
      watch.watch(new StackId("default", target.incarnation()), target);
    }
  }

  /** Looks that came to an end since it was last asked for them. */
  public List<Look> looks() {
    var ended = new ArrayList<Look>();
    for (var look = looks.poll(); look != null; look = looks.poll()) {
      ended.add(look);
    }
    return ended;
  }

  /** The most looks that were under way at once. */
  public int mostOpen() {
    return mostOpen.get();
  }

  private CompletableFuture<StoreReport> ask(StoreTarget target) {
    var asked = System.nanoTime();
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    return probe
        .ask(target)
        .whenComplete(
            (report, failure) -> {
              open.decrementAndGet();
              looks.add(new Look(asked - due.get(target), System.nanoTime() - asked));
            });
  }

  private Duration pause(StoreTarget target, StoreReport report) {
    due.put(target, System.nanoTime() + target.interval().toNanos());
    return target.interval();
  }

  @Override
  public void close() {
    watch.close();
    clients.close();
  }
}
