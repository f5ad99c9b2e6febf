package dev.sessionstack.plan;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is drawn at random for a stack, once, and never again (R26).
 *
 * <p>It is kept twice: in the keys Secret, which is immutable, and in the Secrets that pods use. If
 * either is deleted it is restored from the other; only when both are gone is it lost.
 *
 * @param rotations which rotations some of them come from: {@link #SESSION_ROTATION} and {@link
 *     #PASSWORD_ROTATION}, where the spec names any
 */
public record Keys(
    Sensitive jwtSecret,
    Sensitive secretKey,
    Sensitive csrfSecret,
    Sensitive storePassword,
    Sensitive hashKey,
    Map<String, String> rotations) {

  public static final String JWT_SECRET = "JWT_SECRET";
  public static final String SECRET_KEY = "SECRET_KEY";
  public static final String CSRF_SECRET = "CSRF_SECRET";

  /** After the name of a session key: others that the app accepts and does not sign with. */
  public static final String FALLBACKS = "_FALLBACKS";

  /** Also the key of a user's own Secret for the store. */
  public static final String PASSWORD = "password";

  /** Keys the fingerprints of content, and nothing else: when it changes, every pod rolls. */
  public static final String HASH_KEY = "hash-key";

  /** Which rotation the session keys come from, as the spec calls it. */
  public static final String SESSION_ROTATION = "session-rotation";

  /** Which rotation the password comes from, as the spec calls it. */
  public static final String PASSWORD_ROTATION = "password-rotation";

  /** What the server that we make accepts beside the password, while that is being changed. */
  public static final String OTHER_PASSWORD = "other-password";

  /** The part of {@code redis.conf} that says who may come in. */
  public static final String AUTH_CONF = "auth.conf";

  /** 256 bits: HMAC-SHA-256 wants a key at least as long as its output (RFC 7518, 3.2). */
  private static final int BYTES = 32;

  /** New keys. The caller decides whether they may be used. */
  public static Keys draw(SecureRandom random) {
    return new Keys(text(random), text(random), text(random), text(random), text(random));
  }

  /** Keys that come from no rotation. */
  Keys(
      Sensitive jwtSecret,
      Sensitive secretKey,
      Sensitive csrfSecret,
      Sensitive storePassword,
      Sensitive hashKey) {
    this(jwtSecret, secretKey, csrfSecret, storePassword, hashKey, Map.of());
  }

  public Keys {
    rotations = Map.copyOf(rotations);
  }

  /** The same, drawn for these rotations. */
  Keys drawnFor(Map<String, String> named) {
    return new Keys(jwtSecret, secretKey, csrfSecret, storePassword, hashKey, named);
  }

  /** Some of the keys: those in the data, and for the others those that are given. */
  Keys with(Map<String, String> data) {
    return new Keys(
        text(data, JWT_SECRET, jwtSecret),
        text(data, SECRET_KEY, secretKey),
        text(data, CSRF_SECRET, csrfSecret),
        text(data, PASSWORD, storePassword),
        text(data, HASH_KEY, hashKey),
        rotations(data));
  }

  /** Keys come with the name of their rotation, or with none. */
  private Map<String, String> rotations(Map<String, String> data) {
    var named = new HashMap<>(rotations);
    for (var kind : Lineage.Kind.values()) {
      if (kind.in(data).isPresent()) {
        named.remove(kind.token);
        Optional.ofNullable(data.get(kind.token)).ifPresent(name -> named.put(kind.token, name));
      }
    }
    return named;
  }

  /** As the keys Secret holds them. */
  public Map<String, String> data() {
    var data = new LinkedHashMap<>(sessionData());
    data.put(PASSWORD, storePassword.reveal());
    data.put(HASH_KEY, hashKey.reveal());
    data.putAll(rotations);
    return data;
  }

  /** As the app sees them. */
  public Map<String, String> sessionData() {
    var data = new LinkedHashMap<String, String>();
    data.put(JWT_SECRET, jwtSecret.reveal());
    data.put(SECRET_KEY, secretKey.reveal());
    data.put(CSRF_SECRET, csrfSecret.reveal());
    return data;
  }

  private static Sensitive text(Map<String, String> data, String key, Sensitive otherwise) {
    return data.containsKey(key) ? new Sensitive(data.get(key)) : otherwise;
  }

  private static Sensitive text(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Sensitive(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
