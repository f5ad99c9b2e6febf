package dev.sessionstack.cluster;

import java.time.Instant;

/**
 * One request that the server has answered.
 *
 * @param number counts all requests from 1
 * @param manager the field manager, named or derived from the user agent
 * @param code the HTTP status of the answer
 * @param changed whether any object is different now; an apply that changes nothing is still a
 *     write
 */
public record Request(
    long number,
    Instant time,
    String method,
    String path,
    String manager,
    String userAgent,
    int code,
    boolean changed) {

  /** Whether the client wanted to change something. */
  public boolean isWrite() {
    return !method.equals("GET");
  }
}
