package dev.sessionstack.plan;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Which sessions of a stack are meant. */
public sealed interface SessionSelection {

  /**
   * All of one user.
   *
   * @param name as it stands in {@code username} of the records, to the letter
   */
  record OfUser(Sensitive name) implements SessionSelection {
    @Override
    public String word() {
      return "user";
    }
  }

  /**
   * One.
   *
   * @param sha256 of its id, in lower-case hexadecimal digits
   */
  record One(String sha256) implements SessionSelection {

    /** The one with this id, which goes no further than this. */
    public static One ofId(byte[] id) {
      try {
        return new One(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(id)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    @Override
    public String word() {
      return "session";
    }
  }

  /** All. */
  record All() implements SessionSelection {
    @Override
    public String word() {
      return "all";
    }
  }

  /** What they are selected by, for people: it tells neither user nor session. */
  String word();
}
