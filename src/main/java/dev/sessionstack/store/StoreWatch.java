package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Probes the stores of all stacks, each in its own time, and says when one has news. Asking for a
 * report is a look into a map: no reconciliation ever waits for a store (R7).
 */
@ApplicationScoped
public class StoreWatch {

  /** A store that does not serve is asked this often, so that its recovery is seen soon. */
  private static final Duration IMPATIENT = Duration.ofSeconds(3);

  private final Map<StackId, Watched> watched = new ConcurrentHashMap<>();
  private final StoreProbe probe = new StoreProbe(Clock.systemUTC());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            var thread = new Thread(work, "store-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Consumer<StackId> listener = id -> {};

  /** What is known of one store. A new target is a new object, so old answers find no home. */
  private static final class Watched {
    final StoreTarget target;
    volatile Optional<StoreReport> report = Optional.empty();

    Watched(StoreTarget target) {
      this.target = target;
    }
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<StackId> listener) {
    this.listener = listener;
  }

  /** Watches a store from now on; nothing new where it is watched already. */
  public void watch(StackId id, StoreTarget target) {
    var current = watched.get(id);
    if (current == null || !current.target.equals(target)) {
      var fresh = new Watched(target);
      watched.put(id, fresh);
      timer.execute(() -> ask(id, fresh));
    }
  }

  /** Forgets a store. */
  public void forget(StackId id) {
    watched.remove(id);
  }

  /** The last report on the store that is watched for a stack; absent before the first. */
  public Optional<StoreReport> report(StackId id) {
    return Optional.ofNullable(watched.get(id)).flatMap(w -> w.report);
  }

  private void ask(StackId id, Watched store) {
    if (watched.get(id) != store) {
      return;
    }
    probe.ask(store.target).thenAccept(report -> heard(id, store, report));
  }

  private void heard(StackId id, Watched store, StoreReport report) {
    var news = !store.report.equals(Optional.of(report));
    store.report = Optional.of(report);
    var pause = store.target.interval();
    if (report instanceof StoreReport.Failing && IMPATIENT.compareTo(pause) < 0) {
      pause = IMPATIENT;
    }
    if (watched.get(id) == store && !timer.isShutdown()) {
      timer.schedule(() -> ask(id, store), pause.toMillis(), TimeUnit.MILLISECONDS);
      if (news) {
        listener.accept(id);
      }
    }
  }

  @PreDestroy
  void close() {
    watched.clear();
    timer.shutdownNow();
    probe.close();
  }
}
