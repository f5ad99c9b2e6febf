package dev.sessionstack.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of rotations when a stack is planned.
 *
 * @param session what there is of a rotation of the session keys
 * @param store the same of the store's password
 * @param reset what the store's pod says that it was last replaced for; absent where it never was
 * @param now the time, which begins a step
 * @param fileLag after how long a file in a pod surely is what its Secret is
 * @param progress how far the step of now has come
 */
public record RotationFacts(
    Trail session,
    Trail store,
    Optional<String> reset,
    Instant now,
    Duration fileLag,
    Progress progress) {

  /** No rotation. */
  public static final RotationFacts NONE =
      new RotationFacts(
          Trail.NONE, Trail.NONE, Optional.empty(), Instant.EPOCH, Duration.ZERO, Progress.NONE);

  /**
   * What a rotation has left in the cluster so far.
   *
   * @param next data of the Secret with the keys to come; empty where there is none
   * @param inUse whether that Secret says that they have come into use
   * @param since when the step of now began; absent where there is none
   * @param complete since when all instances have gone over in it; absent where that was not noted
   */
  public record Trail(
      Map<String, String> next,
      boolean inUse,
      Optional<Instant> since,
      Optional<Instant> complete) {

    /** Nothing. */
    public static final Trail NONE = new Trail(Map.of(), false, Optional.empty(), Optional.empty());

    /** Never the keys. */
    @Override
    public String toString() {
      return "Trail[inUse=" + inUse + ", since=" + since + ", complete=" + complete + "]";
    }
  }

  /**
   * How far the step has come that the cluster holds.
   *
   * @param carried whether all instances that run were made from the Secrets as they are
   * @param told whether the server accepts the passwords of now and no others, as it says itself
   * @param asleep whether no server runs, so that the next one starts from the Secrets as they are
   * @param lockedOut whether the server accepts none of the passwords that are known
   */
  public record Progress(boolean carried, boolean told, boolean asleep, boolean lockedOut) {

    /** Nothing is known yet. */
    public static final Progress NONE = new Progress(false, false, false, false);
  }

  RotationFacts with(Progress known) {
    return new RotationFacts(session, store, reset, now, fileLag, known);
  }

  Rotation.Gate sessionGate(Duration overlap) {
    return new Rotation.Gate(now, progress.carried, true, session.complete, Duration.ZERO, overlap);
  }

  Rotation.Gate storeGate() {
    var lag = progress.asleep ? Duration.ZERO : fileLag;
    return new Rotation.Gate(
        now, progress.carried, progress.told || progress.asleep, store.complete, lag, lag);
  }
}
