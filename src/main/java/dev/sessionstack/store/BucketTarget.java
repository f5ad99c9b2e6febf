package dev.sessionstack.store;

import dev.sessionstack.plan.BucketConnection;
import dev.sessionstack.plan.BucketPlan;
import java.time.Duration;
import java.util.Optional;

/**
 * Which bucket to look at, what to do there, and how often.
 *
 * @param connection as the app connects, with the stack's credentials (R15)
 * @param prefix what keys of the stack start with
 * @param create whether a missing bucket is made
 * @param marker key of the object to write, read and delete; absent where nothing is written. It is
 *     the stack's own and always the same, so that one that could not be deleted is the only one.
 * @param interval between two looks at a bucket that is fine
 */
public record BucketTarget(
    BucketConnection connection,
    String prefix,
    boolean create,
    Optional<String> marker,
    Duration interval) {

  /**
   * What a plan wants to be looked at; absent where it lacks what that takes.
   *
   * @param stack identity of the stack, which its marker is named after
   */
  public static Optional<BucketTarget> of(BucketPlan plan, String stack) {
    var marker = plan.prefix() + ".sessionstack-marker-" + stack;
    return plan.connection()
        .filter(connection -> plan.isVerified())
        .map(
            connection ->
                new BucketTarget(
                    connection,
                    plan.prefix(),
                    plan.create(),
                    plan.verify() == BucketPlan.Verification.READ_WRITE
                        ? Optional.of(marker)
                        : Optional.empty(),
                    plan.interval()));
  }
}
