package dev.sessionstack.parts.access;

import java.nio.charset.StandardCharsets;

/**
 * A value in {@code redis.conf}. Whatever is not a letter or a digit is written as an escape, so
 * that no value can end its line and begin another directive.
 *
 * @see <a href="https://github.com/redis/redis/blob/8.0/src/sds.c">sdssplitargs, which reads it</a>
 */
final class RedisString {

  static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      var plain = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
      quoted.append(plain ? Character.toString(c) : String.format("\\x%02x", (int) c));
    }
    return quoted.append('"').toString();
  }

  private RedisString() {}
}
