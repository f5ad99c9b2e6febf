package dev.sessionstack.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Optional;

/**
 * A session as the app stores it: {@code {"data": {...}, "username": "...", "expire_at": <unix
 * seconds>}}. Only what the operator needs of it; never the data, which is stepped over.
 *
 * <p>What Python's {@code json.loads} takes is taken: {@code NaN} within the data, the last of two
 * fields of one name, and nothing behind the object.
 *
 * @param username whose session it is
 * @param expireAt when it ends, in seconds since 1970; finite
 */
record SessionRecord(String username, double expireAt) {

  /** Names are not interned: those within the data are the app's own, and without end. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(SessionLook.MOST_BYTES).build())
          .build();

  /** The record in a value; absent where it is none. */
  static Optional<SessionRecord> of(byte[] value) {
    return of(value, value.length);
  }

  /**
   * The record at the beginning of a buffer.
   *
   * @param length of the value, in bytes
   */
  static Optional<SessionRecord> of(byte[] buffer, int length) {
    try (var json = JSON.createParser(buffer, 0, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      var data = false;
      String username = null;
      var expireAt = Double.NaN;
      for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        var token = json.nextToken();
        switch (name) {
          case "data" -> data = token == JsonToken.START_OBJECT;
          case "username" -> username = token == JsonToken.VALUE_STRING ? json.getText() : null;
          case "expire_at" -> expireAt = token.isNumeric() ? json.getDoubleValue() : Double.NaN;
          default -> {} // the app's own
        }
        json.skipChildren();
      }
      return data && username != null && Double.isFinite(expireAt) && json.nextToken() == null
          ? Optional.of(new SessionRecord(username, expireAt))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
