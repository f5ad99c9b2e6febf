package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.RevocationReport.Interrupted;
import dev.sessionstack.store.RevocationReport.NotPermitted;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Carries out revocations, those of one stack one after another, and says when there is news of
 * one. Asking for a report is a look into a map; nothing here waits (R7).
 */
@ApplicationScoped
public class Revocations {

  private static final Logger LOG = Logger.getLogger(Revocations.class);

  /** Between two looks at sessions that were ended. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** After one that was interrupted, times the attempts so far. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

  /** The longest of these pauses, in attempts. */
  private static final int PATIENCE = 6;

  /**
   * For one attempt. What it has ended by then stays ended, so that the next one has less to do.
   */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Map<RevocationId, Run> runs = new ConcurrentHashMap<>();
  private final Map<StackId, CompletableFuture<Void>> lines = new ConcurrentHashMap<>();
  private final StoreClients clients;
  private final Duration pause;
  private final Duration tryAgain;
  private volatile Consumer<RevocationId> listener = id -> {};

  /** What is known of one order. A new order is a new object, so old answers find no home. */
  private static final class Run {
    final RevocationOrder order;
    final LongAdder ended = new LongAdder();
    volatile Optional<RevocationReport> report = Optional.empty();
    int attempts; // one after another, never two at once

    Run(RevocationOrder order) {
      this.order = order;
    }
  }

  @Inject
  Revocations(StoreClients clients) {
    this(clients, PAUSE, TRY_AGAIN);
  }

  Revocations(StoreClients clients, Duration pause, Duration tryAgain) {
    this.clients = clients;
    this.pause = pause;
    this.tryAgain = tryAgain;
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<RevocationId> listener) {
    this.listener = listener;
  }

  /** Carries out an order; nothing new where that is done already. */
  public void begin(RevocationId id, RevocationOrder order) {
    var current = runs.get(id);
    if (current == null || !current.order.equals(order)) {
      var run = new Run(order);
      runs.put(id, run);
      lineUp(id, run);
    }
  }

  /** Forgets a revocation. One that is not finished stops in a moment. */
  public void forget(RevocationId id) {
    runs.remove(id);
  }

  /** How it goes; absent before the first attempt is over. */
  public Optional<RevocationReport> report(RevocationId id) {
    return Optional.ofNullable(runs.get(id)).flatMap(run -> run.report);
  }

  private void lineUp(RevocationId id, Run run) {
    var stack = run.order.stack();
    var line =
        lines.compute(
            stack,
            (s, last) ->
                (last == null ? CompletableFuture.<Void>completedFuture(null) : last)
                    .thenComposeAsync(before -> attempt(id, run))
                    .exceptionally(fault -> null)); // the next in line must still come
    line.whenComplete((done, fault) -> lines.remove(stack, line));
  }

  private CompletableFuture<Void> attempt(RevocationId id, Run run) {
    if (!isWanted(id, run)) {
      return CompletableFuture.completedFuture(null);
    }
    var connection = run.order.place().connection();
    return clients
        .visit(
            connection,
            LIMIT,
            redis ->
                new SessionEnding(redis, run.order, run.ended, pause, () -> isWanted(id, run))
                    .carryOut(),
            failure -> fault(failure, connection))
        .exceptionally(Revocations::broken)
        .thenAccept(report -> heard(id, run, report));
  }

  private boolean isWanted(RevocationId id, Run run) {
    return runs.get(id) == run;
  }

  private void heard(RevocationId id, Run run, RevocationReport report) {
    if (!isWanted(id, run)) {
      return;
    }
    var news = !run.report.equals(Optional.of(report));
    run.report = Optional.of(report);
    if (!report.isFinal()) {
      run.attempts = Math.min(run.attempts + 1, PATIENCE);
      CompletableFuture.delayedExecutor(
              tryAgain.multipliedBy(run.attempts).toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> lineUp(id, run));
    }
    if (news) {
      listener.accept(id);
    }
  }

  private static RevocationReport fault(Throwable failure, StoreConnection connection) {
    var answer = StoreFault.answer(failure).orElse("");
    if (answer.startsWith("NOPERM")) {
      return new NotPermitted(
          connection.endpoint()
              + " does not let the app's user do what it takes: SCAN, GET, WATCH, UNWATCH, MULTI,"
              + " EXEC and UNLINK on the keys of sessions");
    }
    return answer.startsWith("READONLY")
        ? new Interrupted(connection.endpoint() + " is a replica, which takes no writes")
        : new Interrupted(StoreFault.of(failure, connection).message());
  }

  /** The class of the fault only: what a server sent, or a password, may be in its message. */
  private static RevocationReport broken(Throwable fault) {
    var cause = fault.getCause() == null ? fault : fault.getCause();
    LOG.warnf("a revocation ended in %s", cause.getClass().getName());
    return new Interrupted("it ended in a fault of the operator's, which is in its log");
  }

  @PreDestroy
  void close() {
    runs.clear();
  }
}
