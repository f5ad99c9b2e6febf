package dev.sessionstack.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How keys in use become other ones, step by step, so that nobody is cut off (R9): first the others
 * are accepted beside those in use, then they change places, then the old ones are dropped.
 *
 * <p>Which step it is follows from what the cluster holds, and from nothing else (R21).
 *
 * @param used the keys in use
 * @param beside what is accepted beside them; empty where nothing is
 * @param token what the spec called the rotation that the keys in use come from; empty for none
 * @param step absent where nothing is on its way
 */
public record Rotation(
    Map<String, Sensitive> used, Map<String, Sensitive> beside, String token, Optional<Step> step) {

  /** What is done, in this order. */
  public enum Stage {
    /** The new keys are accepted, and not in use yet. */
    Announced,
    /** The new keys are in use, and the old ones still accepted. */
    Switched,
    /** The old keys are not accepted any more, and whoever does so still is being told. */
    Retired
  }

  /**
   * A step of a rotation.
   *
   * @param stage which one
   * @param token what the spec calls the rotation; empty where it was not asked for by a token
   * @param since when it began; the Secret keeps it
   * @param complete since when all instances are known to have gone over to the keys in use; absent
   *     where that is not so yet, and where it does not matter. The Secret keeps it, too
   * @param due until when it lasts at least; absent where it waits for no time, or not yet
   * @param resting whether time is all that it waits for
   */
  public record Step(
      Stage stage,
      String token,
      Instant since,
      Optional<Instant> complete,
      Optional<Instant> due,
      boolean resting) {}

  /** Nothing on its way, and these in use. */
  static Rotation none(Map<String, Sensitive> used, String token) {
    return new Rotation(used, Map.of(), token, Optional.empty());
  }

  /**
   * The step that comes after what there is, or the same once more.
   *
   * @param current what is in use
   * @param currentToken where that comes from
   * @param beside what is accepted beside it as of now
   * @param target what is to be in use
   * @param targetToken where that comes from
   * @param since when the step of now began; absent where there is none
   * @param gate what each step waits for
   */
  static Rotation next(
      Map<String, Sensitive> current,
      String currentToken,
      Map<String, Sensitive> beside,
      Map<String, Sensitive> target,
      String targetToken,
      Optional<Instant> since,
      Gate gate) {
    var begun = since.orElse(gate.now());
    if (!current.equals(target)) {
      if (beside.equals(target) && since.isPresent() && gate.ends(Stage.Announced, begun)) {
        return of(Stage.Switched, target, current, targetToken, targetToken, gate.now(), gate);
      }
      if (!beside.isEmpty() && !beside.equals(target) && !gate.carried()) {
        // Some still use what is beside; it makes room for another only when nobody does.
        return of(Stage.Switched, current, beside, currentToken, targetToken, begun, gate);
      }
      var announced = beside.equals(target) ? begun : gate.now();
      return of(Stage.Announced, current, target, currentToken, targetToken, announced, gate);
    }
    if (!beside.isEmpty()) {
      return since.isPresent() && gate.ends(Stage.Switched, begun)
          ? of(Stage.Retired, target, Map.of(), targetToken, targetToken, gate.now(), gate)
          : of(Stage.Switched, target, beside, targetToken, targetToken, begun, gate);
    }
    return since.isPresent() && !gate.ends(Stage.Retired, begun)
        ? of(Stage.Retired, target, Map.of(), targetToken, targetToken, begun, gate)
        : none(target, targetToken);
  }

  private static Rotation of(
      Stage stage,
      Map<String, Sensitive> used,
      Map<String, Sensitive> beside,
      String usedToken,
      String token,
      Instant since,
      Gate gate) {
    var lasts = gate.lasts(stage);
    // What has just begun is not known to have come anywhere.
    var isReady = gate.ready() && !since.equals(gate.now());
    var complete =
        gate.completeSince(stage, since)
            .or(() -> Optional.of(gate.now()).filter(now -> isReady && stage == Stage.Switched));
    var from = stage == Stage.Switched ? complete : Optional.of(since);
    var step =
        new Step(
            stage,
            token,
            since,
            complete,
            from.filter(at -> !lasts.isZero()).map(at -> at.plus(lasts)),
            isReady && !gate.ends(stage, since));
    return new Rotation(used, beside, usedToken, Optional.of(step));
  }

  /**
   * What a step waits for.
   *
   * @param now the time
   * @param carried whether all instances that run have what is in use and beside it as of now
   * @param told whether the server has, where there is one
   * @param complete since when both are so, as far as that was noted
   * @param file how long a file may lag behind its Secret; zero where no file matters
   * @param overlap how long the old keys are accepted at least, from when the last instance has
   *     gone over: until then somebody may be given a session that only they are good for
   */
  record Gate(
      Instant now,
      boolean carried,
      boolean told,
      Optional<Instant> complete,
      Duration file,
      Duration overlap) {

    boolean ends(Stage stage, Instant since) {
      var counts = stage == Stage.Switched && !lasts(stage).isZero();
      var from = counts ? completeSince(stage, since) : Optional.of(since);
      return ready() && from.filter(at -> !now.isBefore(at.plus(lasts(stage)))).isPresent();
    }

    /** What was noted of this step, and not of one before it. */
    Optional<Instant> completeSince(Stage stage, Instant since) {
      return complete.filter(at -> stage == Stage.Switched && !at.isBefore(since));
    }

    boolean ready() {
      return carried && told;
    }

    Duration lasts(Stage stage) {
      return stage == Stage.Switched ? overlap : file;
    }
  }
}
