package dev.sessionstack.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A redis-server or valkey-server that runs on this machine.
 *
 * @param file the executable
 * @param product {@code Redis} or {@code Valkey}
 * @param version such as {@code 7.0.15}
 * @param origin where it comes from, for people
 */
public record RedisBinary(Path file, String product, String version, String origin) {
  private static final List<String> NAMES =
      List.of("redis-server", "valkey-server", "redis-server.exe");

  private static RedisBinary found;

  /**
   * The redis-server on the PATH, else the one inside the embedded-redis jar.
   *
   * @throws IllegalStateException if neither runs here
   */
  public static synchronized RedisBinary find() {
    if (found == null) {
      found = search();
    }
    return found;
  }

  /** All that there are: of the PATH, in the jar, and those that {@code .ci/stores} fetched. */
  public static List<RedisBinary> all() {
    return Stream.of(in(path(), NAMES), embedded(), in(Stream.of(fetched()), NAMES))
        .flatMap(found -> found)
        .toList();
  }

  private static RedisBinary search() {
    return Stream.concat(in(path(), List.of("redis-server", "redis-server.exe")), embedded())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No redis-server: there is none on the PATH, and the one in the embedded-redis"
                        + " jar does not run on this machine ("
                        + System.getProperty("os.name")
                        + ", "
                        + System.getProperty("os.arch")
                        + "). Install Redis, so that `redis-server --version` works."));
  }

  private static Stream<RedisBinary> in(Stream<Path> folders, List<String> names) {
    return folders
        .flatMap(folder -> names.stream().map(folder::resolve))
        .filter(Files::isExecutable)
        .flatMap(file -> tried(file, file.toString()));
  }

  private static Stream<Path> path() {
    var folders = Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator);
    return Arrays.stream(folders).filter(folder -> !folder.isBlank()).map(Path::of);
  }

  /** Where {@code .ci/stores} puts them. */
  private static Path fetched() {
    var chosen = System.getenv("SESSIONSTACK_STORES");
    if (chosen != null) {
      return Path.of(chosen);
    }
    var cache = System.getenv("XDG_CACHE_HOME");
    return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
        .resolve("sessionstack-stores");
  }

  /** A stream, so that nothing is unpacked while the PATH has one. */
  private static Stream<RedisBinary> embedded() {
    return Stream.of("sessionstack-redis").flatMap(RedisBinary::unpacked);
  }

  private static Stream<RedisBinary> unpacked(String prefix) {
    try {
      var folder = Files.createTempDirectory(prefix).toFile();
      folder.deleteOnExit();
      var file = ExecutableProvider.newJarResourceProvider(folder).get();
      file.deleteOnExit();
      return tried(file.toPath(), "from the embedded-redis jar");
    } catch (IOException | RuntimeException e) {
      return Stream.empty();
    }
  }

  private static Stream<RedisBinary> tried(Path file, String origin) {
    try {
      var process =
          new ProcessBuilder(file.toString(), "--version").redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0
          ? Stream.of(new RedisBinary(file, said.split("\\s+")[0], version(said), origin))
          : Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Stream.empty();
    }
  }

  private static String version(String said) {
    return Arrays.stream(said.split("\\s+"))
        .filter(word -> word.startsWith("v="))
        .map(word -> word.substring(2))
        .findFirst()
        .orElse(said);
  }

  @Override
  public String toString() {
    return product + " " + version + " (" + origin + ")";
  }
}
