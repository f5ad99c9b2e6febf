package dev.sessionstack.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * What is remembered of the looks at one store: some twenty samples over a window, and what the
 * last five looks found of what comes and goes. It lasts as long as its store is watched; an
 * operator that starts again knows nothing of what was before, and says so.
 *
 * @param samples the oldest first; the first may be older than the window, which it begins
 * @param latencies of the last PINGs in milliseconds
 * @param blocked clients in blocking commands
 */
record StoreHistory(List<StoreSample> samples, List<Long> latencies, List<Long> blocked) {

  static final StoreHistory NONE = new StoreHistory(List.of(), List.of(), List.of());

  /** Samples in a window, however often the store is asked. */
  private static final int SAMPLES = 20;

  private static final int LOOKS = 5;

  /** Fewer looks than this may have hit a bad moment. */
  private static final int SETTLED = 3;

  /** What grows by less than this share of maxmemory within a window is at rest. */
  private static final double AT_REST = 0.005;

  /** What people say of a time that is only guessed. */
  private static final List<Integer> MINUTES =
      List.of(5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440);

  /** With one more look. */
  StoreHistory after(StoreSample sample, Duration latency, long blockedClients, Duration window) {
    var kept = new ArrayList<>(samples);
    var spacing = window.dividedBy(SAMPLES);
    var size = kept.size();
    if (size > 1 && Duration.between(kept.get(size - 2).at(), sample.at()).compareTo(spacing) < 0) {
      kept.remove(size - 1);
    }
    kept.add(sample);
    var start = sample.at().minus(window);
    while (kept.size() > 2 && !kept.get(1).at().isAfter(start)) {
      kept.remove(0);
    }
    return new StoreHistory(
        List.copyOf(kept), last(latencies, latency.toMillis()), last(blocked, blockedClients));
  }

  StoreTrend trend(Duration window) {
    var settled = latencies.size() >= SETTLED;
    return new StoreTrend(
        whole(window),
        increase(StoreSample::evicted),
        increase(StoreSample::refused),
        increase(StoreSample::rejected),
        increase(StoreSample::disconnected),
        replicaLost(),
        whole(window) ? fullIn() : Optional.empty(),
        settled,
        settled ? coarse(median(latencies), 100) : 0,
        settled ? coarse(blocked.stream().mapToLong(b -> b).min().orElse(0), 10) : 0);
  }

  private boolean whole(Duration window) {
    return !samples.isEmpty() && !oldest().at().isAfter(newest().at().minus(window));
  }

  /** A total that has become less began anew, with its server or by CONFIG RESETSTAT. */
  private long increase(ToLongFunction<StoreSample> total) {
    var sum =
        IntStream.range(1, samples.size())
            .mapToLong(
                i -> {
                  var now = total.applyAsLong(samples.get(i));
                  var before = total.applyAsLong(samples.get(i - 1));
                  return now >= before ? now - before : now;
                })
            .sum();
    var unit = 1L;
    while (sum / unit >= 10) {
      unit *= 10;
    }
    return sum / unit * unit;
  }

  private boolean replicaLost() {
    return samples.stream().anyMatch(sample -> sample.replicas() > newest().replicas());
  }

  /** The straight line that fits the samples best, as one look may be a peak. */
  private Optional<Integer> fullIn() {
    var now = newest();
    var n = samples.size();
    var meanTime = samples.stream().mapToDouble(s -> seconds(s.at())).average().orElse(0);
    var meanUsed = samples.stream().mapToDouble(StoreSample::used).average().orElse(0);
    var covariance = 0.0;
    var variance = 0.0;
    for (var sample : samples) {
      var time = seconds(sample.at()) - meanTime;
      covariance += time * (sample.used() - meanUsed);
      variance += time * time;
    }
    if (now.max() == 0 || n < SETTLED || variance == 0) {
      return Optional.empty();
    }
    var bytesPerSecond = covariance / variance;
    if (bytesPerSecond * seconds(now.at()) < AT_REST * now.max()) {
      return Optional.empty();
    }
    return about(Math.max(0, now.max() - now.used()) / bytesPerSecond / 60);
  }

  private static Optional<Integer> about(double minutes) {
    return minutes > MINUTES.get(MINUTES.size() - 1)
        ? Optional.empty()
        : MINUTES.stream()
            .min((a, b) -> Double.compare(Math.abs(a - minutes), Math.abs(b - minutes)));
  }

  private double seconds(Instant at) {
    return Duration.between(oldest().at(), at).toMillis() / 1000.0;
  }

  private StoreSample oldest() {
    return samples.get(0);
  }

  private StoreSample newest() {
    return samples.get(samples.size() - 1);
  }

  private static List<Long> last(List<Long> before, long value) {
    var all = new ArrayList<>(before);
    all.add(value);
    return List.copyOf(all.subList(Math.max(0, all.size() - LOOKS), all.size()));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  private static int coarse(long value, int step) {
    return (int) Math.min(value / step * step, Integer.MAX_VALUE);
  }
}
