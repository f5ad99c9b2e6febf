package dev.sessionstack.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Another way to count sessions: a command that prints how many there are.
 *
 * @param name for the table
 * @param command with its arguments
 */
record Rival(String name, List<String> command) {

  private static final String REDIS_PY = "redis==8.1.0";

  /** Counts keys, and reads none of them. */
  static Rival scan(int port) {
    return new Rival(
        "`redis-cli --scan`, keys only",
        List.of(
            "sh",
            "-c",
            "redis-cli -p %d --scan --pattern '%s*' | wc -l".formatted(port, Sessions.PREFIX)));
  }

  /** The same with as large a page as the census has, so that fewer of them are asked for. */
  static Rival scan(int port, int page) {
    return new Rival(
        "`redis-cli --scan --count %d`, keys only".formatted(page),
        List.of(
            "sh",
            "-c",
            "redis-cli -p %d --scan --count %d --pattern '%s*' | wc -l"
                .formatted(port, page, Sessions.PREFIX)));
  }

  /** Reads every record with redis-py; absent, and said so, where that cannot be had. */
  static Optional<Rival> python(int port, Path folder) {
    var python = folder.resolve("venv/bin/python");
    try {
      var script = folder.resolve("every_record.py");
      try (var source = Rival.class.getResourceAsStream("/bench/every_record.py")) {
        Files.write(script, source.readAllBytes());
      }
      if (!Files.exists(folder.resolve("venv/redis"))) {
        run(List.of("python3", "-m", "venv", folder.resolve("venv").toString()));
        run(List.of(python.toString(), "-m", "pip", "install", "--quiet", REDIS_PY));
        Files.createFile(folder.resolve("venv/redis"));
      }
      var command = new ArrayList<>(List.of(python.toString(), script.toString()));
      command.addAll(List.of(String.valueOf(port), Sessions.PREFIX));
      return Optional.of(new Rival("redis-py, every record", command));
    } catch (IOException | IllegalStateException e) {
      System.err.println("SKIPPED: the comparison with redis-py, since " + e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Runs it.
   *
   * @return seconds that it took
   * @throws IllegalStateException if it did not count what it should
   */
  double seconds(int expected) {
    try {
      var begun = System.nanoTime();
      var counted = run(command);
      var seconds = (System.nanoTime() - begun) / 1e9;
      if (!counted.equals(String.valueOf(expected))) {
        throw new IllegalStateException(name + " counted " + counted + " and not " + expected);
      }
      return seconds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String run(List<String> command) throws IOException {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(command.get(0) + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return said;
  }
}
