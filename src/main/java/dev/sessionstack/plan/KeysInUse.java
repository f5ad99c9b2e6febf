package dev.sessionstack.plan;

import dev.sessionstack.api.ManagedStore;
import dev.sessionstack.api.SessionSpec;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackSpec;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.plan.Lineage.Kind;
import dev.sessionstack.plan.Rotation.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which of the generated keys a stack uses, where they are taken from, and when they are lost.
 *
 * <p>Keys that were there and are gone are not drawn again: what was made with them would be lost
 * with them (R26). The user restores them, or brings others on purpose.
 *
 * @param session whether the app signs with generated keys
 * @param password whether the store's password is generated
 * @param rotations which rotations the spec asks for, by the name of what they are kept under
 */
record KeysInUse(boolean session, boolean password, Map<String, String> rotations) {

  static KeysInUse of(SessionStackSpec spec) {
    var managed = spec.store().managed();
    return new KeysInUse(
        spec.session() == null || spec.session().secretRef() == null,
        managed != null && (managed.auth() == null || managed.auth().passwordSecretRef() == null),
        rotations(spec));
  }

  private static Map<String, String> rotations(SessionStackSpec spec) {
    var asked = new HashMap<String, String>();
    Optional.ofNullable(spec.session())
        .map(SessionSpec::rotation)
        .ifPresent(token -> asked.put(Keys.SESSION_ROTATION, token));
    Optional.ofNullable(spec.store().managed())
        .map(ManagedStore::auth)
        .map(ManagedStore.Auth::rotation)
        .ifPresent(token -> asked.put(Keys.PASSWORD_ROTATION, token));
    return asked;
  }

  /** From the keys Secret, else from the Secrets of the pods, else new. */
  Keys keys(Surroundings around) {
    return around
        .drawn()
        .drawnFor(rotations)
        .with(around.rotation().session().next())
        .with(around.rotation().store().next())
        .with(copies(around))
        .with(replaced(session(around), KeyChange.besideKeys(around.copies())))
        .with(replaced(password(around), KeyChange.besidePassword(around.copies())))
        .with(around.keys());
  }

  /**
   * The keys that those in use have taken the place of, and that are accepted as yet. Of them there
   * is no copy but beside those in use, so a keys Secret that is made anew holds these: those in
   * use are also in the Secret of the next.
   */
  private static Map<String, String> replaced(Lineage lineage, Map<String, Sensitive> beside) {
    return lineage.next().isPresent() && lineage.copy().equals(lineage.next())
        ? Sensitives.reveal(beside)
        : Map.of();
  }

  /** How the session keys change, where they are generated. */
  KeyChange sessionChange(Keys keys, Surroundings around, Duration overlap) {
    var lineage = session(around);
    var asked = rotations.getOrDefault(Keys.SESSION_ROTATION, "");
    return lineage.isEmpty()
        ? KeyChange.none(Sensitives.of(keys.sessionData()), asked)
        : KeyChange.generated(
            lineage,
            asked,
            lineage.beside(KeyChange.besideKeys(around.copies())),
            Sensitives.of(around.drawn().sessionData()),
            around.rotation().session().since(),
            around.rotation().sessionGate(overlap));
  }

  /** How the store's password changes, where it is generated. */
  KeyChange passwordChange(Keys keys, Surroundings around) {
    var lineage = password(around);
    var asked = rotations.getOrDefault(Keys.PASSWORD_ROTATION, "");
    return lineage.isEmpty()
        ? KeyChange.none(Map.of(Keys.PASSWORD, keys.storePassword()), asked)
        : KeyChange.generated(
            lineage,
            asked,
            lineage.beside(KeyChange.besidePassword(around.copies())),
            Map.of(Keys.PASSWORD, around.drawn().storePassword()),
            around.rotation().store().since(),
            around.rotation().storeGate());
  }

  private Lineage session(Surroundings around) {
    return Lineage.of(Kind.SESSION, around.keys(), copies(around), around.rotation().session());
  }

  private Lineage password(Surroundings around) {
    return Lineage.of(Kind.STORE, around.keys(), copies(around), around.rotation().store());
  }

  /** What of the keys in use is neither in the keys Secret nor in a copy, though it was once. */
  List<Problem> lost(SessionStack stack, Surroundings around) {
    var hadKeys = stack.getStatus() != null && stack.getStatus().secrets() != null;
    var problems = new ArrayList<Problem>();
    if (!hadKeys && !around.hasData()) {
      return problems;
    }
    var names = new Names(stack.getMetadata().getName());
    if (password && isLost(password(around), stack, SessionStackStatus.Secrets::storeRotation)) {
      problems.add(
          lost(
              names,
              names.storeSecret(),
              "spec.store.managed.auth.passwordSecretRef",
              "a new `password`"));
    }
    if (session && isLost(session(around), stack, SessionStackStatus.Secrets::sessionRotation)) {
      problems.add(
          lost(
              names,
              names.sessionSecret(),
              "spec.session.secretRef",
              "new JWT_SECRET, SECRET_KEY and CSRF_SECRET"));
    }
    return problems;
  }

  /** Also where older keys are left, but those that came after them were in use. */
  private static boolean isLost(
      Lineage lineage,
      SessionStack stack,
      Function<SessionStackStatus.Secrets, SessionStackStatus.Rotation> last) {
    return lineage.isEmpty()
        || Optional.ofNullable(stack.getStatus())
            .map(SessionStackStatus::secrets)
            .map(last)
            .filter(rotation -> !Stage.Announced.name().equals(rotation.step()))
            .map(SessionStackStatus.Rotation::name)
            .filter(name -> !lineage.holds(name))
            .isPresent();
  }

  /** A password that the user brought is in the same place, and is not ours to keep. */
  private Map<String, String> copies(Surroundings around) {
    var copies = new HashMap<>(around.copies());
    if (!password) {
      copies.remove(Keys.PASSWORD);
    }
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
