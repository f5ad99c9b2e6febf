package dev.sessionstack.plan;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the generated keys a stack uses, where they are taken from, and when they are lost.
 *
 * <p>Keys that were there and are gone are not drawn again: what was made with them would be lost
 * with them (R26). The user restores them, or brings others on purpose.
 *
 * @param session whether the app signs with generated keys
 * @param password whether the store's password is generated
 */
record KeysInUse(boolean session, boolean password) {

  private static final Set<String> SESSION =
      Set.of(Keys.JWT_SECRET, Keys.SECRET_KEY, Keys.CSRF_SECRET);

  static KeysInUse of(SessionStackSpec spec) {
    var managed = spec.store().managed();
    return new KeysInUse(
        spec.session() == null || spec.session().secretRef() == null,
        managed != null && (managed.auth() == null || managed.auth().passwordSecretRef() == null));
  }

  /** From the keys Secret, else from the Secrets of the pods, else new. */
  Keys keys(Surroundings around) {
    return around.drawn().with(copies(around)).with(around.keys());
  }

  /** What of the keys in use is neither in the keys Secret nor in a copy, though it was once. */
  List<Problem> lost(SessionStack stack, Surroundings around) {
    var hadKeys = stack.getStatus() != null && stack.getStatus().secrets() != null;
    var problems = new ArrayList<Problem>();
    if (!hadKeys && !around.hasData()) {
      return problems;
    }
    var names = new Names(stack.getMetadata().getName());
    var found = new HashMap<>(copies(around));
    found.putAll(around.keys());
    if (password && !found.containsKey(Keys.PASSWORD)) {
      problems.add(
          lost(
              names,
              names.storeSecret(),
              "spec.store.managed.auth.passwordSecretRef",
              "a new `password`"));
    }
    if (session && !found.keySet().containsAll(SESSION)) {
      problems.add(
          lost(
              names,
              names.sessionSecret(),
              "spec.session.secretRef",
              "new JWT_SECRET, SECRET_KEY and CSRF_SECRET"));
    }
    return problems;
  }

  /** A password that the user brought is in the same place, and is not ours to keep. */
  private Map<String, String> copies(Surroundings around) {
    var copies = new HashMap<>(around.copies());
    copies
        .keySet()
        .removeIf(key -> SESSION.contains(key) ? !session : Keys.PASSWORD.equals(key) && !password);
    return copies;
  }

  private static Problem lost(Names names, String secret, String field, String content) {
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
}
