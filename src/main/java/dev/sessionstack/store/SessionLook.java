package dev.sessionstack.store;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is read of one key: the beginning of its value, and its TTL. A value may have any size, and
 * an answer waits in the memory of the server: so no more of one is asked for than a record needs.
 */
final class SessionLook {

  /** Bytes of a value that are read. A longer record is counted by its size and its TTL alone. */
  static final int MOST_BYTES = 64 * 1024;

  /** What PTTL says of a key that has none. */
  static final long NO_TTL = -1;

  /** What PTTL says where there is no key. */
  private static final long NO_KEY = -2;

  private final byte[] key;
  private final long hash;
  private Optional<SessionRecord> record = Optional.empty();
  private boolean string = true;
  private long bytes;
  private long ttl = NO_KEY;

  /**
   * @param hash of the key
   */
  SessionLook(byte[] key, long hash) {
    this.key = key;
    this.hash = hash;
  }

  /** The beginning of the value; empty where there is no such key. */
  void value(ByteBuffer value, byte[] buffer) {
    bytes = value.remaining();
    if (bytes > 0 && bytes < MOST_BYTES) {
      value.get(buffer, 0, (int) bytes);
      record = SessionRecord.of(buffer, (int) bytes);
    }
  }

  /** The key holds no string. */
  void noString() {
    string = false;
  }

  void size(long all) {
    bytes = Math.max(all, bytes);
  }

  void ttl(long millis) {
    ttl = millis;
  }

  byte[] key() {
    return key;
  }

  long hash() {
    return hash;
  }

  /** Whether it ended between SCAN and here. */
  boolean isGone() {
    return ttl == NO_KEY;
  }

  /** Whether only the beginning was read. */
  boolean isCut() {
    return string && bytes >= MOST_BYTES;
  }

  boolean isMalformed() {
    return !isCut() && record.isEmpty();
  }

  boolean hasTtl() {
    return ttl != NO_TTL;
  }

  /** Milliseconds until the server removes it; {@link #NO_TTL} for never. */
  long ttl() {
    return ttl;
  }

  long bytes() {
    return bytes;
  }

  /** Absent where the value is cut. */
  Optional<String> username() {
    return record.map(SessionRecord::username);
  }

  /** When it ends, in seconds since 1970; absent where the value is cut. */
  Optional<Double> expireAt() {
    return record.map(SessionRecord::expireAt);
  }
}
