package dev.sessionstack.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Asks one thing per stack again and again, each in its own time, and says when an answer is news.
 * Asking for a report is a look into a map: no reconciliation ever waits for an answer (R7).
 *
 * @param <T> what to ask; an equal target is the same target
 * @param <R> the answer; one that equals the last is no news
 */
final class Watch<T, R> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Watch.class);

  /** Two questions to one target are at least so far apart, whatever the interval says. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(10);

  /** The pause after a question that ended in an exception: a fault of ours, so in no hurry. */
  private static final Duration AFTER_FAULT = Duration.ofSeconds(30);

  /** Whoever asks has timeouts that are shorter; this is for the day when one does not hold. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Map<StackId, Watched<T, R>> watched = new ConcurrentHashMap<>();
  private final String name;
  private final Function<T, CompletableFuture<R>> ask;
  private final BiFunction<T, R, Duration> pause;
  private final Duration afterFault;
  private final ScheduledThreadPoolExecutor timer;
  private volatile Consumer<StackId> listener = id -> {};

  /** What is known of one target. A new target is a new object, so old answers find no home. */
  private static final class Watched<T, R> {
    final T target;
    volatile Optional<R> report = Optional.empty();

    Watched(T target) {
      this.target = target;
    }
  }

  /**
   * A watch that watches nothing yet.
   *
   * @param name of its one thread
   * @param ask must not block; what it may fail with should be a report
   * @param pause from an answer until the target is asked again
   */
  Watch(String name, Function<T, CompletableFuture<R>> ask, BiFunction<T, R, Duration> pause) {
    this(name, ask, pause, AFTER_FAULT);
  }

  Watch(
      String name,
      Function<T, CompletableFuture<R>> ask,
      BiFunction<T, R, Duration> pause,
      Duration afterFault) {
    this.name = name;
    this.ask = ask;
    this.pause = pause;
    this.afterFault = afterFault;
    // Discards what comes after the end, rather than throw at a reconciliation.
    this.timer =
        new ScheduledThreadPoolExecutor(1, this::daemon, new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  void onNews(Consumer<StackId> listener) {
    this.listener = listener;
  }

  /** Watches a target from now on; nothing new where it is watched already. */
  void watch(StackId id, T target) {
    var current = watched.get(id);
    if (current == null || !current.target.equals(target)) {
      var fresh = new Watched<T, R>(target);
      watched.put(id, fresh);
      timer.execute(() -> ask(id, fresh));
    }
  }

  /** Forgets a target. */
  void forget(StackId id) {
    watched.remove(id);
  }

  /** The last report for a stack; absent before the first, and after a question that broke. */
  Optional<R> report(StackId id) {
    return Optional.ofNullable(watched.get(id)).flatMap(w -> w.report);
  }

  private void ask(StackId id, Watched<T, R> thing) {
    if (watched.get(id) != thing) {
      return;
    }
    // Beginning with a future that is complete makes what `ask` throws a failure like the others.
    CompletableFuture.completedFuture(thing.target)
        .thenCompose(ask)
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(Optional::of)
        .exceptionally(fault -> broken("asking", fault))
        .thenAccept(report -> heard(id, thing, report));
  }

  /** An old answer would pass for a new one, so after a fault there is none. */
  private void heard(StackId id, Watched<T, R> thing, Optional<R> report) {
    var news = !thing.report.equals(report);
    thing.report = report;
    if (watched.get(id) == thing) {
      timer.schedule(
          () -> ask(id, thing), pause(thing.target, report).toMillis(), TimeUnit.MILLISECONDS);
      if (news) {
        tell(id);
      }
    }
  }

  private Duration pause(T target, Optional<R> report) {
    try {
      var wanted = report.map(r -> pause.apply(target, r)).orElse(afterFault);
      return wanted.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : wanted;
    } catch (RuntimeException e) {
      broken("pausing", e);
      return afterFault;
    }
  }

  private void tell(StackId id) {
    try {
      listener.accept(id);
    } catch (RuntimeException e) {
      broken("telling", e);
    }
  }

  /** The class of the fault only: what a server sent, or a password, may be in its message. */
  private Optional<R> broken(String what, Throwable fault) {
    var cause = fault.getCause() == null ? fault : fault.getCause();
    LOG.warnf("%s: %s ended in %s", name, what, cause.getClass().getName());
    return Optional.empty();
  }

  private Thread daemon(Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    watched.clear();
    timer.shutdownNow();
  }
}
