package dev.sessionstack.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was recommended for a pool lately: only what may still be the maximum. A recommendation that
 * a later one equals or exceeds can never be that again, so there are ever fewer replicas from one
 * entry to the next, and seldom more than a few entries.
 *
 * @param recommendations the oldest first
 */
public record PoolHistory(List<Recommendation> recommendations) {

  /** Of an operator that has just started. */
  public static final PoolHistory NONE = new PoolHistory(List.of());

  /** Entries that are kept. */
  static final int MOST = 100;

  /**
   * A number of replicas.
   *
   * @param until when it was last what the load asked for
   * @param replicas it said
   */
  public record Recommendation(Instant until, int replicas) {}

  public PoolHistory {
    recommendations = List.copyOf(recommendations);
  }

  /** Without what is in the future, which the clock was set back from. */
  PoolHistory asOf(Instant now) {
    return new PoolHistory(recommendations.stream().filter(r -> !r.until().isAfter(now)).toList());
  }

  /**
   * This history with one recommendation more, and without what is older than the window. The one
   * before it counts as made now, too: it was what the load asked for until now, as an unchanged
   * load is no news.
   */
  PoolHistory with(int replicas, Instant now, Duration window) {
    var latest = new Recommendation(now, replicas);
    if (recommendations.isEmpty() || window.isZero()) {
      return new PoolHistory(List.of(latest));
    }
    var earlier = recommendations.subList(0, recommendations.size() - 1);
    var kept = new ArrayList<Recommendation>();
    earlier.stream().filter(r -> r.until().isAfter(now.minus(window))).forEach(kept::add);
    add(kept, new Recommendation(now, recommendations.get(earlier.size()).replicas()));
    add(kept, latest);
    return new PoolHistory(kept);
  }

  private static void add(List<Recommendation> kept, Recommendation newest) {
    kept.removeIf(earlier -> earlier.replicas() <= newest.replicas());
    kept.add(newest);
    if (kept.size() > MOST) {
      // Two become one that is as high as the higher and lasts as long as the longer.
      var highest = kept.remove(0);
      kept.set(0, new Recommendation(kept.get(0).until(), highest.replicas()));
    }
  }

  /** The highest of the recommendations; absent where there are none. */
  Optional<Recommendation> highest() {
    return recommendations.stream().findFirst();
  }
}
