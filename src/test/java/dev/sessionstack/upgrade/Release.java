package dev.sessionstack.upgrade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A release as it is kept under {@code releases/}: its CRDs, its manifests, and what its operator
 * rendered for a stack of every kind.
 */
public record Release(String version, Path folder) {

  private static final Path ALL = Path.of("releases");

  /** The one that most stacks were made by. */
  public static Release last() {
    return all().stream()
        .max(Comparator.comparing(release -> Version.parse(release.version())))
        .orElseThrow();
  }

  static List<Release> all() {
    return folders(ALL)
        .map(folder -> new Release(folder.getFileName().toString(), folder))
        .toList();
  }

  /** Its CRDs. */
  public Path crds() {
    return folder.resolve("crds");
  }

  /** All of its installation but the CRDs, as {@code kubectl kustomize} put it out. */
  public Path manifests() {
    return folder.resolve("manifests.yaml");
  }

  /** One folder a stack: {@code in.yaml}, and what was made of it. */
  public List<Path> stacks() {
    return folders(folder.resolve("golden")).toList();
  }

  /** Its operator, if it was built: {@code .ci/release build} does. */
  public Path operator() {
    return Path.of("target", "releases", version, "quarkus-app", "quarkus-run.jar");
  }

  private static Stream<Path> folders(Path parent) {
    try (var files = Files.list(parent)) {
      return files.filter(Files::isDirectory).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
