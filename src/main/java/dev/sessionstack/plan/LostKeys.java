package dev.sessionstack.plan;

import dev.sessionstack.api.SessionStack;
import java.util.function.Consumer;

/**
 * Keys that were there and are gone are not drawn again: what was made with them would be lost with
 * them (R26). The user restores them, or brings others on purpose.
 */
final class LostKeys {

  static void check(
      SessionStack stack, SessionPlan session, Surroundings around, Consumer<Problem> problems) {
    var hadKeys = stack.getStatus() != null && stack.getStatus().secrets() != null;
    if (around.keys().isPresent() || !hadKeys && !around.hasData()) {
      return;
    }
    var names = new Names(stack.getMetadata().getName());
    var managed = stack.getSpec().store().managed();
    if (managed != null && (managed.auth() == null || managed.auth().passwordSecretRef() == null)) {
      problems.accept(
          lost(
              names.storeSecret(),
              "spec.store.managed.auth.passwordSecretRef",
              "a new `password`",
              names));
    }
    if (session.generated()) {
      problems.accept(
          lost(
              names.sessionSecret(),
              "spec.session.secretRef",
              "new JWT_SECRET, SECRET_KEY and CSRF_SECRET",
              names));
    }
  }

  private static Problem lost(String secret, String field, String content, Names names) {
    return Problem.holds(
        Component.ACCESS,
        "SecretLost",
        field,
        "Secrets "
            + names.keysSecret()
            + " and "
            + secret
            + " are gone while sessions exist; restore one of them from a backup, or create a Secret"
            + " with "
            + content
            + " and name it here");
  }

  private LostKeys() {}
}
