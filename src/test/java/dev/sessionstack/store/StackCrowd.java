package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The stores of many stacks, watched as the operator does, for the benchmark. */
public final class StackCrowd implements AutoCloseable {

  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final StoreClients clients = new StoreClients();
  private final StoreWatch stores = new StoreWatch(clients);
  private final CensusWatch censuses = new CensusWatch();
  private final List<StoreTarget> targets;

  /**
   * A crowd that nobody watches yet.
   *
   * @param ports of the stores, one for each stack
   * @param interval from one probe of a store to the next
   */
  public StackCrowd(List<Integer> ports, Duration interval) {
    targets =
        IntStream.range(0, ports.size()).mapToObj(i -> target(ports.get(i), interval)).toList();
  }

  /** Who is told how each look of a kind went. */
  public void onLook(Consumer<Look> probed, Consumer<Look> counted) {
    stores.onLook(probed);
    censuses.onLook(counted);
  }

  /**
   * Watches all stores from now on, as after a restart of the operator. The sessions are counted of
   * those that serve.
   *
   * @param interval from one census to the next
   */
  public void watch(Duration interval, int keysPerSecond, String prefix) {
    stores.onNews(
        id -> {
          if (stores.report(id).orElse(null) instanceof StoreReport.Serving) {
            var connection = targets.get(Integer.parseInt(id.name())).connection();
            censuses.watch(
                id,
                new CensusTarget(
                    connection,
                    prefix,
                    Set.of(),
                    interval,
                    keysPerSecond,
                    Optional.empty(),
                    "",
                    ""));
          }
        });
    IntStream.range(0, targets.size()).forEach(i -> stores.watch(id(i), targets.get(i)));
  }

  /** How many of the stores something is known of. */
  public long known() {
    return IntStream.range(0, targets.size()).filter(i -> stores.report(id(i)).isPresent()).count();
  }

  private static StackId id(int number) {
    return new StackId("default", String.valueOf(number));
  }

  private static StoreTarget target(int port, Duration interval) {
    var connection =
        new StoreConnection(
            "127.0.0.1", port, 0, Optional.empty(), Optional.empty(), Optional.empty());
    return new StoreTarget(connection, interval, WINDOW, "");
  }

  @Override
  public void close() {
    stores.close();
    censuses.close();
    clients.close();
  }
}
