package dev.sessionstack.plan;

import dev.sessionstack.api.SessionSpec;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a session is, and the keys that the app signs with.
 *
 * @param ttl how long a session lives after its last use
 * @param keyPrefix what keys of sessions start with
 * @param secretName the Secret that pods take the session keys from
 * @param generated whether that Secret is ours to make
 * @param data content of that Secret
 */
public record SessionPlan(
    Duration ttl,
    String keyPrefix,
    String secretName,
    boolean generated,
    Map<String, Sensitive> data) {

  static SessionPlan of(
      SessionSpec asked, Names names, Keys keys, Surroundings around, Consumer<Problem> problems) {
    var spec = asked == null ? new SessionSpec(null, null, null, null) : asked;
    var own = spec.secretRef() == null;
    var data = own ? keys.sessionData() : theirs(spec.secretRef().name(), around, problems);
    return new SessionPlan(
        Durations.of(spec.ttl(), "30m"),
        spec.keyPrefix() == null ? "session:" : spec.keyPrefix(),
        own ? names.sessionSecret() : spec.secretRef().name(),
        own,
        Sensitives.of(data));
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
