package dev.sessionstack.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/**
 * A session as the app stores it: {@code {"data": {...}, "username": "...", "expire_at": <unix
 * seconds>}}. Only what the operator needs of it; never the data.
 *
 * @param username whose session it is
 * @param expireAt when it ends, in seconds since 1970
 */
record SessionRecord(String username, double expireAt) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The record in a value; absent where it is none. */
  static Optional<SessionRecord> of(byte[] value) {
    try {
      var node = JSON.readTree(value);
      if (node == null
          || !node.path("data").isObject()
          || !node.path("username").isTextual()
          || !node.path("expire_at").isNumber()) {
        return Optional.empty();
      }
      return Optional.of(
          new SessionRecord(node.get("username").asText(), node.get("expire_at").asDouble()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
