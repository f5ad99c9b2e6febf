package dev.sessionstack.plan;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.api.SessionRevocationSpec;
import dev.sessionstack.api.SessionRevocationSpec.KeyRef;
import dev.sessionstack.plan.Reference.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * All that is to be known to carry out a revocation and to report on it.
 *
 * @param namespace of the revocation and of its stack
 * @param name of the revocation
 * @param generation of the spec that was planned
 * @param stack the name of the stack
 * @param selection which sessions; absent while there is a problem
 * @param ttlAfterFinished how long it is kept when it is done; absent for ever
 * @param problem why it cannot be known which session is meant
 */
public record RevocationPlan(
    String namespace,
    String name,
    long generation,
    String stack,
    Optional<SessionSelection> selection,
    Optional<Duration> ttlAfterFinished,
    Optional<Problem> problem) {

  private static final String SECRET = "spec.session.secretRef";

  /**
   * @param secret data of the Secret that {@link #secret} names; absent where it does not exist
   */
  public static RevocationPlan of(
      SessionRevocation revocation, Optional<Map<String, String>> secret) {
    var spec = revocation.getSpec();
    var problem = keyRef(spec).flatMap(ref -> problem(ref, secret));
    return new RevocationPlan(
        revocation.getMetadata().getNamespace(),
        revocation.getMetadata().getName(),
        Optional.ofNullable(revocation.getMetadata().getGeneration()).orElse(0L),
        spec.stackName(),
        problem.isPresent() ? Optional.empty() : Optional.of(selection(spec, secret)),
        Optional.ofNullable(spec.ttlAfterFinished()).map(text -> Durations.of(text, text)),
        problem);
  }

  /** The Secret that the session id is in, if it is in one. */
  public static Optional<Reference.Target> secret(SessionRevocation revocation) {
    return keyRef(revocation.getSpec()).map(ref -> new Reference.Target(Kind.Secret, ref.name()));
  }

  /** The name of the stack that a revocation is about. */
  public static String stack(SessionRevocation revocation) {
    return revocation.getSpec().stackName();
  }

  private static Optional<KeyRef> keyRef(SessionRevocationSpec spec) {
    return Optional.ofNullable(spec.session()).map(session -> session.secretRef());
  }

  private static Optional<Problem> problem(KeyRef ref, Optional<Map<String, String>> secret) {
    if (secret.isEmpty()) {
      return Optional.of(
          Problem.holds(
              Component.SESSION,
              "SecretMissing",
              SECRET + ".name",
              "Secret "
                  + ref.name()
                  + " does not exist in this namespace; create it, or create another revocation"));
    }
    return secret.get().getOrDefault(ref.key(), "").isBlank()
        ? Optional.of(
            Problem.holds(
                Component.SESSION,
                "SecretIncomplete",
                SECRET + ".key",
                "Secret " + ref.name() + " has no value under the key " + ref.key() + "; add it"))
        : Optional.empty();
  }

  private static SessionSelection selection(
      SessionRevocationSpec spec, Optional<Map<String, String>> secret) {
    if (spec.user() != null) {
      return new SessionSelection.OfUser(new Sensitive(spec.user()));
    }
    if (spec.session() == null) {
      return new SessionSelection.All();
    }
    return keyRef(spec)
        .map(ref -> secret.orElseThrow().get(ref.key()).strip())
        .map(id -> SessionSelection.One.ofId(id.getBytes(StandardCharsets.UTF_8)))
        .orElseGet(() -> new SessionSelection.One(spec.session().sha256()));
  }
}
