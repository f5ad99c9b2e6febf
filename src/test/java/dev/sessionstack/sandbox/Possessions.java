package dev.sessionstack.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/** What must end with this JVM, however that ends: the last one first, and then a temp folder. */
final class Possessions {
  private final Deque<AutoCloseable> owned = new ArrayDeque<>();
  private final Path folder;
  private boolean closed;

  /**
   * @param first what is to happen before anything ends
   */
  Possessions(Runnable first) {
    try {
      folder = Files.createTempDirectory("sessionstack-").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  first.run();
                  close();
                },
                "ending"));
  }

  /** A folder for temporary files. */
  Path folder() {
    return folder;
  }

  <T extends AutoCloseable> T add(T thing) {
    synchronized (owned) {
      if (!closed) {
        owned.push(thing);
        return thing;
      }
    }
    end(thing);
    throw new IllegalStateException("ended while it started");
  }

  private void close() {
    synchronized (owned) {
      closed = true;
    }
    owned.forEach(Possessions::end);
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(Possessions::delete);
    } catch (IOException e) {
      // It is a temporary folder: what is left is for the system to clean.
    }
  }

  /** One that does not end must not keep the others from it. */
  private static void end(AutoCloseable thing) {
    try {
      thing.close();
    } catch (Exception e) {
      System.err.println("sandbox: " + thing.getClass().getSimpleName() + ": " + e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // See above.
    }
  }
}
