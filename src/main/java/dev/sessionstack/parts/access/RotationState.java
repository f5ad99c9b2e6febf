package dev.sessionstack.parts.access;

import dev.sessionstack.parts.store.RedisPod;
import dev.sessionstack.plan.RotationFacts;
import dev.sessionstack.plan.RotationFacts.Progress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * What is live of rotations: all that an operator needs to go on from where another was (R21).
 *
 * @param nextSession what the Secret with the next session keys holds; empty where there is none
 * @param nextStore the same of the store's password
 * @param session the Secret that the app's pods use
 * @param store the same of the store
 * @param redis the server that we make
 */
public record RotationState(
    Map<String, String> nextSession,
    Map<String, String> nextStore,
    Optional<Secret> session,
    Optional<Secret> store,
    Optional<StatefulSet> redis) {

  /**
   * What a plan goes by, but how far the step has come.
   *
   * @param fileLag after how long a file in a pod surely is what its Secret is
   */
  public RotationFacts facts(Instant now, Duration fileLag) {
    return new RotationFacts(
        nextSession,
        nextStore,
        since(session),
        since(store),
        redis
            .map(set -> set.getSpec().getTemplate().getMetadata())
            .flatMap(metadata -> annotation(metadata, RedisPod.RESET)),
        now,
        fileLag,
        Progress.NONE);
  }

  private static Optional<Instant> since(Optional<Secret> secret) {
    return secret
        .map(HasMetadata::getMetadata)
        .flatMap(metadata -> annotation(metadata, RotationStep.SINCE))
        .flatMap(RotationState::instant);
  }

  private static Optional<String> annotation(ObjectMeta metadata, String name) {
    return Optional.ofNullable(metadata)
        .map(ObjectMeta::getAnnotations)
        .map(annotations -> annotations.get(name));
  }

  /** What somebody wrote there that is no time begins the step anew. */
  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
