package dev.sessionstack.chaos;

/** Decides which writes of an operator reach the API server. */
interface Gate {

  enum Verdict {
    PASS,
    /** It is done, and nobody hears of it: the operator was killed in between. */
    LAST,
    /** It is not done: whoever sends it should have been dead by then. */
    REFUSE
  }

  /**
   * @param path without the query
   * @param body as it was sent; empty where there is none
   */
  Verdict judge(String method, String path, String body);
}
