package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at the buckets of all stacks, and says when one has news. */
@ApplicationScoped
public class BucketWatch {

  /** A bucket that cannot be used is looked at this often, so that its recovery is seen soon. */
  private static final Duration IMPATIENT = Duration.ofSeconds(10);

  /** A look may have to wait until those at many buckets that hang have ended. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final BucketProbe probe = new BucketProbe();
  private final Watch<BucketTarget, BucketReport> watch =
      new Watch<>(
          "bucket-watch",
          target -> () -> probe.ask(target),
          BucketWatch::pause,
          BucketWatch::mayPass,
          WatchTimes.USUAL.withPatience(PATIENCE));

  /** Who is told, on a thread of ours, that a report differs from the one before it. */
  public void onNews(Consumer<StackId> listener) {
    watch.onNews(listener);
  }

  /** Who is told, on a thread of ours, how each look went. */
  public void onLook(Consumer<Look> observer) {
    watch.onLook(observer);
  }

  /** Watches a bucket from now on; nothing new where it is watched already. */
  public void watch(StackId id, BucketTarget target) {
    watch.watch(id, target);
  }

  /** Forgets a bucket. */
  public void forget(StackId id) {
    watch.forget(id);
  }

  /** The last report on the bucket that is watched for a stack; absent before the first. */
  public Optional<BucketReport> report(StackId id) {
    return watch.report(id);
  }

  private static Duration pause(BucketTarget target, BucketReport report) {
    return report instanceof BucketReport.Failing && IMPATIENT.compareTo(target.interval()) < 0
        ? IMPATIENT
        : target.interval();
  }

  private static boolean mayPass(BucketReport report) {
    return report instanceof BucketReport.Failing failing
        && failing.reason() == BucketReport.Reason.Unreachable;
  }

  @PreDestroy
  void close() {
    watch.close();
    probe.close();
  }
}
