package dev.sessionstack.plan;

import dev.sessionstack.api.ManagedStore.Persistence;
import java.util.Optional;

/**
 * What is live of the store that we make, as far as a plan depends on it.
 *
 * @param claimed the size that the volume's claim asks for; absent where there is no claim
 * @param template the size that the StatefulSet's template for claims says; absent where there is
 *     no StatefulSet, or none with a volume
 * @param owner the StatefulSet; absent where there is none
 * @param configured how a server that starts now finds its sessions: what {@code redis.conf} says,
 *     and where that is gone with its stack, what is noted on the claim
 * @param reached in which way the running server has saved all of its sessions, as it says itself
 */
public record LiveStore(
    Optional<String> claimed,
    Optional<String> template,
    Optional<Owner> owner,
    Optional<Persistence> configured,
    Optional<Persistence> reached) {

  /** Nothing yet. */
  public static final LiveStore NONE =
      new LiveStore(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Who makes the claim.
   *
   * @param uid its identity
   * @param retains whether it says that its claim outlives it
   */
  public record Owner(String uid, boolean retains) {}
}
