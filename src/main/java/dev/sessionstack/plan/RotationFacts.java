package dev.sessionstack.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of rotations when a stack is planned.
 *
 * @param session data of the Secret with the next session keys; empty where there is none
 * @param store the same of the store's next password
 * @param sessionSince when the step of the session keys began; absent where there is none
 * @param storeSince the same of the store's password
 * @param reset what the store's pod says that it was last replaced for; absent where it never was
 * @param now the time, which begins a step
 * @param fileLag after how long a file in a pod surely is what its Secret is
 * @param progress how far the step of now has come
 */
public record RotationFacts(
    Map<String, String> session,
    Map<String, String> store,
    Optional<Instant> sessionSince,
    Optional<Instant> storeSince,
    Optional<String> reset,
    Instant now,
    Duration fileLag,
    Progress progress) {

  /** No rotation. */
  public static final RotationFacts NONE =
      new RotationFacts(
          Map.of(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Instant.EPOCH,
          Duration.ZERO,
          Progress.NONE);

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
    return new RotationFacts(session, store, sessionSince, storeSince, reset, now, fileLag, known);
  }

  Rotation.Gate sessionGate(Duration overlap) {
    return new Rotation.Gate(now, progress.carried, true, Duration.ZERO, overlap);
  }

  Rotation.Gate storeGate() {
    var lag = progress.asleep ? Duration.ZERO : fileLag;
    return new Rotation.Gate(now, progress.carried, progress.told || progress.asleep, lag, lag);
  }

  /** Never the content, which is secret. */
  @Override
  public String toString() {
    return "RotationFacts[now=" + now + ", progress=" + progress + "]";
  }
}
