package dev.sessionstack.store;

import dev.sessionstack.store.BucketReport.Failing;
import dev.sessionstack.store.BucketReport.Reachable;
import dev.sessionstack.store.BucketReport.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Looks at a bucket as the app would: with its credentials, at its address. Makes it, or writes a
 * marker, only where the target says so. A bucket is never deleted.
 *
 * <p>A look holds a thread for as long as it takes, so there are only so many at once; one that
 * waits for a thread is late and not wrong, since its time is counted from its beginning.
 */
final class BucketProbe implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(BucketProbe.class);

  /**
   * Looks at once. Fifty buckets that hang are fewer, so they hold up no other; a thousand have had
   * their looks in seven minutes.
   */
  private static final int THREADS = 64;

  /**
   * For all requests of one look. Each has less; but no time limit reaches a look-up of a name,
   * which holds its thread for as long as the system's resolver tries.
   */
  private static final Duration LOOK = Duration.ofSeconds(25);

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(BucketProbe::daemon);

  BucketProbe() {
    this(THREADS);
  }

  BucketProbe(int most) {
    threads =
        new ThreadPoolExecutor(
            most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), BucketProbe::daemon);
    threads.allowCoreThreadTimeOut(true); // at rest there is nothing to do for minutes
  }

  /**
   * Never fails: what goes wrong is a report. To cancel the answer before its turn is to never ask,
   * so there are no more that wait than there are buckets.
   */
  CompletableFuture<BucketReport> ask(BucketTarget target) {
    var answer = new CompletableFuture<BucketReport>();
    try {
      threads.execute(
          () -> {
            if (answer.isDone()) {
              return;
            }
            answer.completeOnTimeout(
                BucketFault.late(target.connection()), LOOK.toSeconds(), TimeUnit.SECONDS);
            answer.complete(look(target));
          });
    } catch (RejectedExecutionException e) { // closed
      answer.complete(BucketFault.of(e, target.connection()));
    }
    return answer;
  }

  private BucketReport look(BucketTarget target) {
    try (var s3 = BucketClient.of(target.connection(), timer)) {
      var trouble = absence(s3, target);
      if (target.create() && is(Reason.BucketNotFound, trouble)) {
        trouble = creation(s3, target).or(() -> absence(s3, target));
      }
      // Whoever may not list may still be allowed to read and write, which is what counts.
      if (target.marker().isPresent() && (trouble.isEmpty() || is(Reason.AccessDenied, trouble))) {
        trouble = new BucketMarker(s3, target).roundTrip();
      }
      return trouble.<BucketReport>map(failing -> failing).orElseGet(Reachable::new);
    } catch (RuntimeException | LinkageError e) { // what cannot even be begun
      return BucketFault.of(e, target.connection());
    }
  }

  private static boolean is(Reason reason, Optional<Failing> trouble) {
    return trouble.map(Failing::reason).filter(reason::equals).isPresent();
  }

  /**
   * Why the bucket is not there. The answer to HEAD has no body and may not say why it refuses, so
   * a page of one key under the prefix is asked for then. That takes less of a right, too: policies
   * may grant it for the prefix alone.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html">HeadBucket</a>
   */
  private static Optional<Failing> absence(S3Client s3, BucketTarget target) {
    var connection = target.connection();
    try {
      s3.headBucket(request -> request.bucket(connection.bucket()));
      return Optional.empty();
    } catch (AwsServiceException e) {
      var fault = BucketFault.of(e, connection);
      if (BucketFault.isPlain(e, fault)) {
        return Optional.of(fault);
      }
    } catch (RuntimeException e) {
      return Optional.of(BucketFault.of(e, connection));
    }
    try {
      s3.listObjectsV2(
          request ->
              request.bucket(connection.bucket()).prefix(target.prefix()).maxKeys(1).build());
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(BucketFault.of(e, connection));
    }
  }

  /**
   * Why the bucket cannot be made. That of another who was quicker, with the same account, will do.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html">CreateBucket</a>
   */
  private static Optional<Failing> creation(S3Client s3, BucketTarget target) {
    var connection = target.connection();
    try {
      s3.createBucket(
          request -> {
            request.bucket(connection.bucket());
            if (!"us-east-1".equals(connection.region())) { // which AWS refuses as a constraint
              request.createBucketConfiguration(
                  bucket -> bucket.locationConstraint(connection.region()));
            }
          });
      LOG.infof("created %s", connection.address());
      return Optional.empty();
    } catch (RuntimeException e) {
      return BucketFault.ofCreation(e, connection);
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "bucket-probe");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    timer.shutdownNow();
  }
}
