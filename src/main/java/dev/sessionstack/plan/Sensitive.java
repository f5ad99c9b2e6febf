package dev.sessionstack.plan;

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
