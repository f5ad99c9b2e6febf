package dev.sessionstack.cluster;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a test has started. The last comes down first, also where another could not be ended. */
public final class Belongings implements AutoCloseable {

  private final Deque<AutoCloseable> all = new ArrayDeque<>();

  /** Ends it, too, when these are closed. */
  public <T extends AutoCloseable> T add(T thing) {
    all.push(thing);
    return thing;
  }

  @Override
  public void close() {
    while (!all.isEmpty()) {
      try {
        all.pop().close();
      } catch (Exception e) {
        System.err.println("could not end: " + e);
      }
    }
  }
}
