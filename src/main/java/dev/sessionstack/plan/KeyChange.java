package dev.sessionstack.plan;

import dev.sessionstack.plan.Lineage.Kind;
import dev.sessionstack.plan.Rotation.Gate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How one kind of keys changes, and what that makes of the Secrets.
 *
 * @param rotation what is in use, and the step on the way to other keys
 * @param next data of the Secret with the keys to come; empty where there is to be none
 * @param isMasterOutdated whether the keys Secret, which is immutable, is to be made anew
 * @param isCopied whether the Secret that pods use has the keys in use, so that the keys Secret can
 *     be made from it
 */
public record KeyChange(
    Rotation rotation, Map<String, Sensitive> next, boolean isMasterOutdated, boolean isCopied) {

  /** Keys that were drawn for this stack; the keys Secret has them, or will. */
  static KeyChange none(Map<String, Sensitive> keys, String token) {
    return new KeyChange(Rotation.none(keys, token), Map.of(), false, false);
  }

  /**
   * Of keys that are generated.
   *
   * @param asked the rotation that the spec asks for; empty for none
   * @param beside what is accepted beside those in use as of now
   * @param drawn new keys
   */
  static KeyChange generated(
      Lineage lineage,
      String asked,
      Map<String, Sensitive> beside,
      Map<String, Sensitive> drawn,
      Optional<Instant> since,
      Gate gate) {
    var current = lineage.current().orElseThrow();
    var rotation =
        Rotation.next(
            current,
            lineage.tokenOf(current),
            beside,
            lineage.target().orElseThrow(),
            lineage.targetToken(),
            since,
            gate);
    var busy = rotation.step().isPresent();
    return new KeyChange(
        rotation,
        Sensitives.of(lineage.nextData(asked, drawn, busy).orElse(Map.of())),
        lineage.isOutdated(busy),
        lineage.copy().filter(current::equals).isPresent());
  }

  /** Of a password that the user brings, and changes at any time. */
  static KeyChange brought(Sensitive password, Map<String, String> copies, RotationFacts facts) {
    var wanted = Map.of(Keys.PASSWORD, password);
    var current = Kind.STORE.in(copies).filter(keys -> Lineage.isWhole(copies)).orElse(wanted);
    return new KeyChange(
        Rotation.next(
            current,
            "",
            besidePassword(copies),
            wanted,
            "",
            facts.store().since(),
            facts.storeGate()),
        Map.of(),
        false,
        true);
  }

  /** Whether pods are to use the keys that are to come, or do. */
  public boolean isNextInUse() {
    return !next.isEmpty() && next.entrySet().containsAll(rotation.used().entrySet());
  }

  /** What the server accepts beside the password. */
  static Map<String, Sensitive> besidePassword(Map<String, String> copies) {
    return Optional.ofNullable(copies.get(Keys.OTHER_PASSWORD))
        .map(password -> Map.of(Keys.PASSWORD, new Sensitive(password)))
        .orElse(Map.of());
  }

  /** What the app accepts beside the session keys. */
  static Map<String, Sensitive> besideKeys(Map<String, String> copies) {
    var beside = new HashMap<String, String>();
    for (var key : Kind.SESSION.names) {
      Optional.ofNullable(copies.get(key + Keys.FALLBACKS)).ifPresent(k -> beside.put(key, k));
    }
    return Kind.SESSION.in(beside).orElse(Map.of());
  }
}
