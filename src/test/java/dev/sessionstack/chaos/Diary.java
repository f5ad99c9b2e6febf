package dev.sessionstack.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** What was done, line by line in a file, and how often. Only for one thread. */
final class Diary {

  private final Path file;
  private final Map<String, Integer> counts = new TreeMap<>();

  Diary(Path file) {
    this.file = file;
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param what is counted
   * @param how is only told
   */
  void note(String what, String how) {
    counts.merge(what, 1, Integer::sum);
    try {
      Files.writeString(file, what + " " + how.strip() + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, Integer> counts() {
    return counts;
  }
}
