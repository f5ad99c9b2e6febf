package dev.sessionstack.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a watch knows of one target. A new target is a new object, so old answers find no home.
 *
 * @param <T> what is asked
 * @param <R> what it answers
 */
final class Watched<T, R> {

  /**
   * Looks that must agree before a store that answered until now counts as one that does not. One
   * lost packet or one busy second is no outage, and a condition that flaps wakes people at night.
   */
  private static final int LOOKS = 3;

  final T target;
  final Supplier<CompletableFuture<R>> asker;
  volatile Optional<R> report = Optional.empty();
  volatile Optional<Duration> took = Optional.empty();
  private int doubts; // touched by one look after another, never by two
  private Optional<Future<R>> asked = Optional.empty();
  private boolean abandoned;

  Watched(T target, Supplier<CompletableFuture<R>> asker) {
    this.target = target;
    this.asker = asker;
  }

  /** What is asked of it now. */
  synchronized CompletableFuture<R> asks(CompletableFuture<R> answer) {
    asked = Optional.of(answer);
    if (abandoned) {
      answer.cancel(false);
    }
    return answer;
  }

  /** Nobody waits for this answer any more. */
  synchronized void giveUp() {
    asked.ifPresent(answer -> answer.cancel(false));
  }

  /** Nobody waits for any answer any more. */
  synchronized void abandon() {
    abandoned = true;
    giveUp();
  }

  /** Whether an answer that may be a passing one has not come often enough to be believed. */
  boolean doubts(Optional<R> answer, Predicate<R> doubtful) {
    var wasSure = report.filter(doubtful.negate()).isPresent();
    doubts = wasSure && answer.filter(doubtful).isPresent() ? doubts + 1 : 0;
    return doubts > 0 && doubts < LOOKS;
  }
}
