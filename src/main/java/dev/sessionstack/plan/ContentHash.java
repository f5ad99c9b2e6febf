package dev.sessionstack.plan;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A fingerprint of the content that pods use, so that they roll when it changes and only then (R6).
 *
 * <p>It stands in an annotation that many may read, and some content is a short password: a plain
 * digest could be guessed from. So it is keyed with a secret of the stack (HMAC-SHA-256, RFC 2104).
 */
final class ContentHash {

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  ContentHash(Keys keys) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(
          new SecretKeySpec(keys.hashKey().reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
    add("purpose", "sessionstack.dev/content");
  }

  ContentHash add(String name, String value) {
    for (var text : new String[] {name, value}) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      mac.update(bytes);
    }
    return this;
  }

  ContentHash add(String name, Map<String, String> data) {
    add(name, Integer.toString(data.size()));
    new TreeMap<>(data).forEach(this::add);
    return this;
  }

  String hex() {
    return HexFormat.of().formatHex(mac.doFinal());
  }
}
