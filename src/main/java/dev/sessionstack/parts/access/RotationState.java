package dev.sessionstack.parts.access;

import dev.sessionstack.parts.Contents;
import dev.sessionstack.parts.store.RedisPod;
import dev.sessionstack.plan.RotationFacts;
import dev.sessionstack.plan.RotationFacts.Progress;
import dev.sessionstack.plan.RotationFacts.Trail;
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
 * @param nextSession the Secret with the next session keys
 * @param nextStore the same of the store's password
 * @param session the Secret that the app's pods use
 * @param store the same of the store
 * @param redis the server that we make
 */
public record RotationState(
    Optional<Secret> nextSession,
    Optional<Secret> nextStore,
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
        trail(nextSession, session, now),
        trail(nextStore, store, now),
        redis
            .map(set -> set.getSpec().getTemplate().getMetadata())
            .flatMap(metadata -> annotation(metadata, RedisPod.RESET)),
        now,
        fileLag,
        Progress.NONE);
  }

  private static Trail trail(Optional<Secret> next, Optional<Secret> copy, Instant now) {
    return new Trail(
        next.map(Contents::of).orElse(Map.of()),
        next.flatMap(secret -> annotation(secret.getMetadata(), NextKeys.IN_USE)).isPresent(),
        time(copy, RotationStep.SINCE, now),
        time(copy, RotationStep.COMPLETE, now));
  }

  /** One in the future, of a clock that was put right, would be waited for. */
  private static Optional<Instant> time(Optional<Secret> secret, String name, Instant now) {
    return secret
        .map(HasMetadata::getMetadata)
        .flatMap(metadata -> annotation(metadata, name))
        .flatMap(RotationState::instant)
        .filter(time -> !time.isAfter(now));
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
