package dev.sessionstack.parts.access;

import dev.sessionstack.plan.KeyChange;
import dev.sessionstack.plan.Rotation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a Secret that pods use says of a rotation, for the operator that goes on with it (R21). */
public final class RotationStep {

  /** When the step began that the Secret is of; there while a rotation is on its way. */
  public static final String SINCE = "sessionstack.dev/rotation-step-since";

  /** When all instances had gone over in that step. */
  public static final String COMPLETE = "sessionstack.dev/rotation-step-complete";

  static Secret dated(Secret secret, Optional<KeyChange> change) {
    return change
        .map(KeyChange::rotation)
        .flatMap(Rotation::step)
        .map(
            step ->
                new SecretBuilder(secret)
                    .editMetadata()
                    .addToAnnotations(times(step))
                    .endMetadata()
                    .build())
        .orElse(secret);
  }

  private static Map<String, String> times(Rotation.Step step) {
    var times = new HashMap<>(Map.of(SINCE, step.since().toString()));
    step.complete().ifPresent(at -> times.put(COMPLETE, at.toString()));
    return times;
  }

  static void addName(KeyChange change, Map<String, String> data, String key) {
    var name = change.rotation().token();
    if (!name.isEmpty()) {
      data.put(key, name);
    }
  }

  private RotationStep() {}
}
