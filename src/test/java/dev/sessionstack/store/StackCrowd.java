package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The stores of many stacks, watched as the operator does, for the benchmark. */
public final class StackCrowd implements AutoCloseable {

  private final LookTimes probes = new LookTimes();
  private final LookTimes censuses = new LookTimes();
  private final StoreClients probeClients = new StoreClients();
  private final StoreClients censusClients = new StoreClients();
  private final Watch<StoreTarget, StoreReport> storeWatch =
      new Watch<>(
          "store-watch",
          probes.asked(target -> new StoreProbe(probeClients, Clock.systemUTC(), target)::ask),
          probes.paused(StoreWatch::pause),
          StoreWatch::mayPass);
  private final Watch<CensusTarget, CensusReport> censusWatch =
      new Watch<>(
          "census-watch",
          censuses.asked(
              target -> () -> new SessionCensus(censusClients, Clock.systemUTC()).ask(target)),
          censuses.paused((target, report) -> target.interval()),
          report -> false);
  private final List<StoreTarget> targets;

  /**
   * A crowd that nobody watches yet.
   *
   * @param ports of the stores, one for each stack
   * @param interval from one probe of a store to the next
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
                        interval,
                        Duration.ofMinutes(10),
                        "stack-" + i))
            .toList();
  }

  /**
   * Watches all of them from now on, as after a restart of the operator. The sessions are counted
   * of those that serve.
   *
   * @param interval from one census to the next
   */
  public void watch(Duration interval, int keysPerSecond, String prefix) {
    storeWatch.onNews(
        id -> {
          var target = targets.get(Integer.parseInt(id.name()));
          if (storeWatch.report(id).orElse(null) instanceof StoreReport.Serving) {
            censusWatch.watch(
                id,
                new CensusTarget(
                    target.connection(),
                    prefix,
                    Set.of(),
                    interval,
                    keysPerSecond,
                    Optional.empty(),
                    "",
                    target.incarnation()));
          }
        });
    for (var i = 0; i < targets.size(); i++) {
      probes.isDue(targets.get(i), Duration.ZERO);
      storeWatch.watch(new StackId("default", String.valueOf(i)), targets.get(i));
    }
  }

  public LookTimes probes() {
    return probes;
  }

  public LookTimes censuses() {
    return censuses;
  }

  @Override
  public void close() {
    storeWatch.close();
    censusWatch.close();
    probeClients.close();
    censusClients.close();
  }
}
