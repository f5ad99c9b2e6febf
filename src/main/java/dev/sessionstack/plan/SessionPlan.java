package dev.sessionstack.plan;

import dev.sessionstack.api.SessionSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a session is, and the keys that the app signs with.
 *
 * @param ttl how long a session lives after its last use
 * @param keyPrefix what keys of sessions start with
 * @param secretName the Secret that pods take the session keys from
 * @param generated whether that Secret is ours to make
 * @param data content of that Secret, as the app sees it
 * @param change how the keys change; absent where the user brings them
 */
public record SessionPlan(
    Duration ttl,
    String keyPrefix,
    String secretName,
    boolean generated,
    Map<String, Sensitive> data,
    Optional<KeyChange> change) {

  private static final Optional<KeyChange> NONE = Optional.empty();

  static SessionPlan of(
      SessionSpec asked,
      Names names,
      KeysInUse held,
      Keys keys,
      Surroundings around,
      Consumer<Problem> problems) {
    var spec = asked == null ? new SessionSpec(null, null, null, null, null, null) : asked;
    var own = spec.secretRef() == null;
    var ttl = Durations.of(spec.ttl(), "30m");
    var overlap = Durations.of(spec.rotationOverlap(), "24h");
    if (spec.rotation() != null && overlap.compareTo(ttl) < 0) {
      problems.accept(
          Problem.warns(
              Component.SESSION,
              "OverlapTooShort",
              "spec.session.rotationOverlap",
              "is less than session.ttl, so a rotation ends sessions that are not over; raise it"));
    }
    var change = own ? Optional.of(held.sessionChange(keys, around, overlap)) : NONE;
    var data =
        change
            .map(KeyChange::rotation)
            .map(SessionPlan::ours)
            .orElseGet(() -> theirs(spec.secretRef().name(), around, problems));
    return new SessionPlan(
        ttl,
        spec.keyPrefix() == null ? "session:" : spec.keyPrefix(),
        own ? names.sessionSecret() : spec.secretRef().name(),
        own,
        Sensitives.of(data),
        change);
  }

  private static Map<String, String> ours(Rotation rotation) {
    var data = Sensitives.reveal(rotation.used());
    rotation.beside().forEach((name, key) -> data.put(name + Keys.FALLBACKS, key.reveal()));
    return data;
  }

  private static Map<String, String> theirs(
      String name, Surroundings around, Consumer<Problem> problems) {
    var field = "spec.session.secretRef.name";
    var data = around.secret(name).orElse(Map.of());
    if (around.secret(name).isEmpty()) {
      return data; // said once, with the other references
    }
    for (var key : new String[] {Keys.JWT_SECRET, Keys.SECRET_KEY, Keys.CSRF_SECRET}) {
      if (data.getOrDefault(key, "").isEmpty()) {
        problems.accept(
            Problem.holds(
                Component.SESSION,
                "SecretIncomplete",
                field,
                "Secret " + name + " has no value under the key " + key + "; add it"));
      }
    }
    if (data.getOrDefault(Keys.JWT_SECRET, "x".repeat(32)).length() < 32) {
      problems.accept(
          Problem.warns(
              Component.SESSION,
              "WeakSecret",
              field,
              "JWT_SECRET in Secret " + name + " is shorter than 32 characters; lengthen it"));
    }
    return data;
  }
}
