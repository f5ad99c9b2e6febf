package dev.sessionstack.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where one kind of generated keys comes from, and where it goes: the master copy that no pod uses,
 * the copy that pods use, and, while keys are rotated, the master copy of those to come. Any one of
 * them can be made again from the other two (R26).
 *
 * @param kind which keys
 * @param master of the keys Secret; absent where they are not in it
 * @param masterToken where those come from; empty where no rotation was asked for
 * @param copy that pods use; absent where there is none
 * @param copyToken where that comes from
 * @param isWhole whether the copy is as we write it, so that what is in it is in use
 * @param next master copy of the keys to come
 * @param nextToken where those come from
 * @param isSwitched whether those to come are known to have come into use
 */
record Lineage(
    Kind kind,
    Optional<Map<String, Sensitive>> master,
    String masterToken,
    Optional<Map<String, Sensitive>> copy,
    String copyToken,
    boolean isWhole,
    Optional<Map<String, Sensitive>> next,
    String nextToken,
    boolean isSwitched) {

  /** Keys that are rotated together. */
  enum Kind {
    SESSION(Set.of(Keys.JWT_SECRET, Keys.SECRET_KEY, Keys.CSRF_SECRET), Keys.SESSION_ROTATION),
    STORE(Set.of(Keys.PASSWORD), Keys.PASSWORD_ROTATION);

    final Set<String> names;
    final String token;

    Kind(Set<String> names, String token) {
      this.names = names;
      this.token = token;
    }

    /** The keys of this kind in the data of a Secret; absent where one is missing. */
    Optional<Map<String, Sensitive>> in(Map<String, String> data) {
      if (!data.keySet().containsAll(names)) {
        return Optional.empty();
      }
      var keys = new HashMap<>(data);
      keys.keySet().retainAll(names);
      return Optional.of(Sensitives.of(keys));
    }
  }

  static Lineage of(
      Kind kind, Map<String, String> keys, Map<String, String> copies, RotationFacts.Trail trail) {
    var next = trail.next();
    return new Lineage(
        kind,
        kind.in(keys),
        keys.getOrDefault(kind.token, ""),
        kind.in(copies),
        copies.getOrDefault(kind.token, ""),
        isWhole(copies),
        kind.in(next),
        next.getOrDefault(kind.token, ""),
        trail.inUse());
  }

  /** A password that somebody wrote into the Secret is none that the server was told. */
  static boolean isWhole(Map<String, String> copies) {
    var password = new Sensitive(copies.getOrDefault(Keys.PASSWORD, ""));
    return copies.getOrDefault(Keys.AUTH_CONF, "").contains(password.digest());
  }

  /** Whether there is nothing left of keys that were there. */
  boolean isEmpty() {
    return master.isEmpty() && copy.isEmpty() && next.isEmpty();
  }

  /** Whether keys of this rotation are there. */
  boolean holds(String token) {
    return masterToken.equals(token) || copyToken.equals(token) || nextToken.equals(token);
  }

  /**
   * What the master copy is, or is to be where there is none: what is in use, else what will be.
   */
  Optional<Map<String, Sensitive>> kept() {
    return master.or(() -> copy).or(() -> next);
  }

  String keptToken() {
    return master.isPresent() ? masterToken : copy.isPresent() ? copyToken : nextToken;
  }

  /** What is to be in use in the end. */
  Optional<Map<String, Sensitive>> target() {
    return next.or(() -> isNextLost() ? copy : kept());
  }

  String targetToken() {
    return next.isPresent() ? nextToken : isNextLost() ? copyToken : keptToken();
  }

  /** Whether pods use what a rotation brought, and its master copy is gone. */
  private boolean isNextLost() {
    return next.isEmpty()
        && master.isPresent()
        && copy.isPresent()
        && !copy.equals(master)
        && !copyToken.isEmpty()
        && !copyToken.equals(masterToken);
  }

  /**
   * What pods use, if that is one of the keys that are known; what somebody wrote there is not.
   * Where their Secret is gone it is what it was.
   */
  Optional<Map<String, Sensitive>> current() {
    return copy.filter(
            keys ->
                master.isEmpty()
                    || kind == Kind.STORE && isWhole
                    || copy.equals(master)
                    || copy.equals(next)
                    || isNextLost())
        .or(() -> next.filter(keys -> isSwitched))
        .or(this::kept);
  }

  /**
   * What is accepted beside those in use.
   *
   * @param told what pods are told; where that is gone with their Secret it is what those in use
   *     have taken the place of
   */
  Map<String, Sensitive> beside(Map<String, Sensitive> told) {
    return told.isEmpty() && !copy.equals(next) && !master.equals(next) && current().equals(next)
        ? master.orElse(Map.of())
        : told;
  }

  String tokenOf(Map<String, Sensitive> keys) {
    return next.filter(keys::equals).isPresent()
        ? nextToken
        : master.filter(keys::equals).isPresent() ? masterToken : copyToken;
  }

  /**
   * The master copy of the keys to come, as a Secret holds it: while they are on their way, and
   * until the keys Secret has them.
   *
   * @param asked the rotation that the spec asks for; empty for none
   * @param drawn new keys
   * @param busy whether a step of the last rotation is not over
   */
  Optional<Map<String, String>> nextData(String asked, Map<String, Sensitive> drawn, boolean busy) {
    if (next.isPresent()) {
      var isKept = !busy && next.equals(master);
      return isKept ? Optional.empty() : next.map(keys -> data(keys, nextToken));
    }
    if (isNextLost()) {
      return copy.map(keys -> data(keys, copyToken));
    }
    return !isEmpty() && !busy && !asked.isEmpty() && !asked.equals(targetToken())
        ? Optional.of(data(drawn, asked))
        : Optional.empty();
  }

  /** Whether the keys Secret is to be made anew, since what it holds is out of use. */
  boolean isOutdated(boolean busy) {
    return !busy
        && next.isPresent()
        && master.isPresent()
        && !next.equals(master)
        && copy.equals(next);
  }

  private Map<String, String> data(Map<String, Sensitive> keys, String token) {
    var data = Sensitives.reveal(keys);
    data.put(kind.token, token);
    return data;
  }
}
