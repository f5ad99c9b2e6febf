package dev.sessionstack.store;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Looks at the buckets of all stacks, and says when one has news. */
@Singleton
public class BucketWatch extends Watch<BucketTarget, BucketReport> {

  /** A bucket that cannot be used is looked at this often, so that its recovery is seen soon. */
  private static final Duration IMPATIENT = Duration.ofSeconds(10);

  /** A look may have to wait until those at many buckets that hang have ended. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final BucketProbe probe;

  @Inject
  BucketWatch() {
    this(new BucketProbe());
  }

  private BucketWatch(BucketProbe probe) {
    super(
        "bucket-watch",
        target -> () -> probe.ask(target),
        BucketWatch::pause,
        BucketWatch::mayPass,
        WatchTimes.USUAL.withPatience(PATIENCE));
    this.probe = probe;
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

  @Override
  @PreDestroy
  public void close() {
    super.close();
    probe.close();
  }
}
