package dev.sessionstack.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/** A text that must not be printed. {@link #toString()} is safe in logs, events and exceptions. */
public final class Sensitive {

  private final String text;

  public Sensitive(String text) {
    this.text = Objects.requireNonNull(text);
  }

  /** The text itself, for a Secret or for the wire. */
  public String reveal() {
    return text;
  }

  /**
   * SHA-256 in hexadecimal, as the ACLs of Redis keep passwords. A short text is guessed from it.
   */
  public String digest() {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sensitive that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(sensitive)";
  }
}
