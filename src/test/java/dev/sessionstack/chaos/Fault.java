package dev.sessionstack.chaos;

/**
 * What may go wrong between an operator and its API server.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
 */
enum Fault {
  /** The connection is closed before anything was done. */
  REFUSED(0),
  /** It takes some seconds. */
  DELAYED(0),
  CONFLICT(409),
  /** The version that a watch wants to go on from is too old. */
  GONE(410),
  TOO_MANY(429),
  BROKEN(500),
  UNAVAILABLE(503),
  /** It was done, and nobody heard. */
  ANSWER_LOST(0),
  /** A watch ends in the middle of a line. */
  WATCH_CUT(0),
  /** A watch goes on from earlier than it asked for, so that old events come again. */
  WATCH_REPLAYED(0);

  private final int code;

  Fault(int code) {
    this.code = code;
  }

  /** The HTTP status to answer with; 0 where there is none. */
  int code() {
    return code;
  }

  boolean canMeet(boolean watch, boolean write) {
    return switch (this) {
      case REFUSED, DELAYED -> true;
      case GONE, WATCH_CUT, WATCH_REPLAYED -> watch;
      case CONFLICT -> write;
      default -> !watch;
    };
  }
}
