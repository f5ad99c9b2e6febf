package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Asks one thing per stack again and again, each in its own time, and says when an answer is news.
 * Asking for a report is a look into a map: no reconciliation ever waits for an answer (R7).
 *
 * <p>Each kind of thing has a subclass, which is a singleton: the proxy of a bean of any other
 * scope is an object of its own, and would have threads of its own.
 *
 * @param <T> what to ask; an equal target is the same target
 * @param <R> the answer; one that equals the last is no news
 */
public class Watch<T, R> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Watch.class);

  /** Two questions to one target are at least so far apart, whatever the interval says. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(10);

  private final Map<StackId, Watched<T, R>> watched = new ConcurrentHashMap<>();
  private final String name;
  private final Function<T, Supplier<CompletableFuture<R>>> asker;
  private final BiFunction<T, R, Duration> pause;
  private final Predicate<R> doubtful;
  private final WatchTimes times;
  private final ScheduledThreadPoolExecutor timer;
  private final AtomicLong free = new AtomicLong(System.nanoTime());
  private volatile Consumer<StackId> listener = id -> {};
  private volatile Consumer<Look> observer = look -> {};

  /**
   * A watch that watches nothing yet.
   *
   * @param name of its one thread
   * @param asker makes what asks a target, and may remember what it heard: it is asked again and
   *     again for as long as the target is watched, never twice at once. It must not block; what it
   *     may fail with should be a report. The answer is cancelled when its target is forgotten, or
   *     is another, or when it does not come
   * @param pause from an answer until the target is asked again
   * @param doubtful whether an answer may be a passing one: it replaces one that is not only when
   *     it comes several times in a row
   */
  Watch(
      String name,
      Function<T, Supplier<CompletableFuture<R>>> asker,
      BiFunction<T, R, Duration> pause,
      Predicate<R> doubtful) {
    this(name, asker, pause, doubtful, WatchTimes.USUAL);
  }

  /** The same with times of its own. */
  Watch(
      String name,
      Function<T, Supplier<CompletableFuture<R>>> asker,
      BiFunction<T, R, Duration> pause,
      Predicate<R> doubtful,
      WatchTimes times) {
    this.name = name;
    this.asker = asker;
    this.pause = pause;
    this.doubtful = doubtful;
    this.times = times;
    // Discards what comes after the end, rather than throw at a reconciliation.
    this.timer =
        new ScheduledThreadPoolExecutor(1, this::daemon, new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public final void onNews(Consumer<StackId> listener) {
    this.listener = listener;
  }

  /** Who is told, on a thread of ours, how each look went. */
  public final void onLook(Consumer<Look> observer) {
    this.observer = observer;
  }

  /** Watches a target from now on; nothing new where it is watched already. */
  public final void watch(StackId id, T target) {
    var current = watched.get(id);
    if (current == null || !current.target.equals(target)) {
      var fresh = new Watched<T, R>(target, asker.apply(target));
      Optional.ofNullable(watched.put(id, fresh)).ifPresent(Watched::abandon);
      ask(id, fresh, turn());
    }
  }

  /** Until the first look at one more target. */
  private Duration turn() {
    var now = System.nanoTime();
    var apart = times.apart().toNanos();
    var turn = free.getAndUpdate(next -> Math.max(next, now) + apart);
    return Duration.ofNanos(Math.max(0, turn - now));
  }

  /** Forgets a target. */
  public final void forget(StackId id) {
    Optional.ofNullable(watched.remove(id)).ifPresent(Watched::abandon);
  }

  /** The last report for a stack; absent before the first, and after a question that broke. */
  public final Optional<R> report(StackId id) {
    return Optional.ofNullable(watched.get(id)).flatMap(w -> w.report);
  }

  /** How long the last look at a stack's target took; absent before the first. */
  public final Optional<Duration> took(StackId id) {
    return Optional.ofNullable(watched.get(id)).flatMap(w -> w.took);
  }

  private void ask(StackId id, Watched<T, R> thing, Duration pause) {
    var due = System.nanoTime() + pause.toNanos();
    timer.schedule(() -> ask(id, thing, due), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void ask(StackId id, Watched<T, R> thing, long due) {
    if (watched.get(id) != thing) {
      return;
    }
    var began = System.nanoTime();
    // Beginning with a future that is complete makes what `ask` throws a failure like the others.
    CompletableFuture.completedFuture(thing.asker)
        .thenCompose(asker -> thing.asks(asker.get()))
        .orTimeout(times.patience().toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(Optional::of)
        .exceptionally(
            fault -> {
              thing.giveUp();
              return watched.get(id) == thing ? broken("asking", fault) : Optional.empty();
            })
        .thenAccept(
            report -> {
              if (watched.get(id) == thing) { // else it was cut short
                measured(thing, due, began);
              }
              heard(id, thing, report);
            });
  }

  private void measured(Watched<T, R> thing, long due, long began) {
    var look = new Look(Duration.ofNanos(began - due), Duration.ofNanos(System.nanoTime() - began));
    thing.took = Optional.of(look.took());
    tell("measuring", () -> observer.accept(look));
  }

  /** An old answer would pass for a new one, so after a fault there is none. */
  private void heard(StackId id, Watched<T, R> thing, Optional<R> report) {
    if (thing.doubts(report, doubtful)) {
      if (watched.get(id) == thing) {
        ask(id, thing, times.secondLook());
      }
      return;
    }
    var news = !thing.report.equals(report);
    thing.report = report;
    if (watched.get(id) == thing) {
      ask(id, thing, pause(thing.target, report));
      if (news) {
        tell("telling", () -> listener.accept(id));
      }
    }
  }

  private Duration pause(T target, Optional<R> report) {
    try {
      var wanted = report.map(r -> pause.apply(target, r)).orElse(times.afterFault());
      return wanted.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : wanted;
    } catch (RuntimeException e) {
      broken("pausing", e);
      return times.afterFault();
    }
  }

  private void tell(String what, Runnable somebody) {
    try {
      somebody.run();
    } catch (RuntimeException e) {
      broken(what, e);
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
  @PreDestroy
  public void close() {
    watched.keySet().forEach(this::forget);
    timer.shutdownNow();
  }
}
