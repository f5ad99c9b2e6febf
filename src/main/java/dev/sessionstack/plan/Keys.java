package dev.sessionstack.plan;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is drawn at random for a stack, once, and never again (R26).
 *
 * <p>It is kept twice: in the keys Secret, which is immutable, and in the Secrets that pods use. If
 * either is deleted it is restored from the other; only when both are gone is it lost.
 */
public record Keys(
    Sensitive jwtSecret,
    Sensitive secretKey,
    Sensitive csrfSecret,
    Sensitive storePassword,
    Sensitive hashKey) {

  public static final String JWT_SECRET = "JWT_SECRET";
  public static final String SECRET_KEY = "SECRET_KEY";
  public static final String CSRF_SECRET = "CSRF_SECRET";

  /** After the name of a session key: others that the app accepts and does not sign with. */
  public static final String FALLBACKS = "_FALLBACKS";

  /** Also the key of a user's own Secret for the store. */
  public static final String PASSWORD = "password";

  /** Keys the fingerprints of content, and nothing else: when it changes, every pod rolls. */
  public static final String HASH_KEY = "hash-key";

  /** 256 bits: HMAC-SHA-256 wants a key at least as long as its output (RFC 7518, 3.2). */
  private static final int BYTES = 32;

  /** New keys. The caller decides whether they may be used. */
  public static Keys draw(SecureRandom random) {
    return new Keys(text(random), text(random), text(random), text(random), text(random));
  }

  /** Some of the keys: those in the data, and for the others those that are given. */
  Keys with(Map<String, String> data) {
    return new Keys(
        text(data, JWT_SECRET, jwtSecret),
        text(data, SECRET_KEY, secretKey),
        text(data, CSRF_SECRET, csrfSecret),
        text(data, PASSWORD, storePassword),
        text(data, HASH_KEY, hashKey));
  }

  /** As the keys Secret holds them. */
  public Map<String, String> data() {
    var data = new LinkedHashMap<>(sessionData());
    data.put(PASSWORD, storePassword.reveal());
    data.put(HASH_KEY, hashKey.reveal());
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
