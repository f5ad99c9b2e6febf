package dev.sessionstack.status;

/**
 * One condition, without its times.
 *
 * @param type its name
 * @param status True, False or Unknown
 * @param reason one word in PascalCase
 * @param message for people
 * @see <a
 *     href="https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#typical-status-properties">API
 *     conventions</a>
 */
record Verdict(String type, String status, String reason, String message) {

  /** The longest message that a condition may have. */
  private static final int LONGEST = 32768;

  static Verdict yes(String type, String reason, String message) {
    return new Verdict(type, "True", reason, message);
  }

  static Verdict no(String type, String reason, String message) {
    return new Verdict(type, "False", reason, message);
  }

  static Verdict unknown(String type, String reason, String message) {
    return new Verdict(type, "Unknown", reason, message);
  }

  Verdict {
    message = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
  }

  boolean isTrue() {
    return "True".equals(status);
  }
}
