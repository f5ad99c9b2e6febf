package dev.sessionstack.parts;

/**
 * How something that we made is doing.
 *
 * @param level whether it works
 * @param reason one word in PascalCase, for a condition
 * @param message what is so, which field it comes from and what to do; stable while nothing changes
 */
public record Health(Level level, String reason, String message) {

  /** Whether it works. */
  public enum Level {
    READY,
    /** On its way; wait. */
    PROGRESSING,
    /** Will not get better by waiting. */
    BROKEN
  }

  public static Health ready(String reason, String message) {
    return new Health(Level.READY, reason, message);
  }

  public static Health progressing(String reason, String message) {
    return new Health(Level.PROGRESSING, reason, message);
  }

  public static Health broken(String reason, String message) {
    return new Health(Level.BROKEN, reason, message);
  }

  public boolean isReady() {
    return level == Level.READY;
  }
}
