package dev.sessionstack.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Notes when a {@link Watch} should have asked, when it has, and when it was answered. */
public final class LookTimes {

  /**
   * One look.
   *
   * @param lag nanoseconds from due to asked; absent where it was not due at a certain time
   * @param took nanoseconds from asked to answered
   */
  public record Look(OptionalLong lag, long took) {}

  private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();
  private final Map<Object, Long> due = new ConcurrentHashMap<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger mostOpen = new AtomicInteger();

  /** The target is to be asked after some time. */
  void isDue(Object target, Duration pause) {
    due.put(target, System.nanoTime() + pause.toNanos());
  }

  <T, R> Function<T, Supplier<CompletableFuture<R>>> asked(
      Function<T, Supplier<CompletableFuture<R>>> asker) {
    return target -> {
      var ask = asker.apply(target);
      return () -> asked(target, ask);
    };
  }

  private <T, R> CompletableFuture<R> asked(T target, Supplier<CompletableFuture<R>> ask) {
    var asked = System.nanoTime();
    var lag =
        Optional.ofNullable(due.remove(target))
            .map(time -> OptionalLong.of(asked - time))
            .orElse(OptionalLong.empty());
    mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    var answer = ask.get();
    answer.whenComplete(
        (report, failure) -> {
          open.decrementAndGet();
          looks.add(new Look(lag, System.nanoTime() - asked));
        });
    return answer;
  }

  <T, R> BiFunction<T, R, Duration> paused(BiFunction<T, R, Duration> pause) {
    return (target, report) -> {
      var time = pause.apply(target, report);
      isDue(target, time);
      return time;
    };
  }

  /** Looks that came to an end since it was last asked for them. */
  public List<Look> ended() {
    var ended = new ArrayList<Look>();
    for (var look = looks.poll(); look != null; look = looks.poll()) {
      ended.add(look);
    }
    return ended;
  }

  /** The most looks that were under way at once, so far. */
  public int mostOpen() {
    return mostOpen.get();
  }
}
