package dev.sessionstack.apiserver;

import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** The etcd, kube-apiserver and kubectl that fabric8's kube-api-test starts. */
final class ApiServerBinaries {

  private static final String ADVICE =
      """
      ####### The API server tests are SKIPPED: no kube-apiserver under %s. \
      Let kube-api-test download it once: KUBE_API_TEST_OFFLINE_MODE=false ./mvnw verify #######"""
          .formatted(root());

  /** Quarkus loads this class anew for every test class; the property is the JVM's. */
  private static final String SAID = "sessionstack.apiserver.advice";

  /** Whether they are here, or the user wants them downloaded. Else it says so, once. */
  static boolean available() {
    var available = mayDownload() || folder().isPresent();
    if (!available && System.setProperty(SAID, "said") == null) {
      System.err.println(ADVICE);
    }
    return available;
  }

  static boolean mayDownload() {
    return "false".equals(System.getenv(KubeAPIServerConfigBuilder.KUBE_API_TEST_OFFLINE_MODE));
  }

  static Path kubectl() {
    return folder().orElseThrow().resolve("kubectl");
  }

  private static Path root() {
    var chosen = System.getenv(KubeAPIServerConfigBuilder.KUBE_API_TEST_DIR);
    return (chosen == null
            ? Path.of(System.getProperty("user.home"), ".kubeapitest")
            : Path.of(chosen))
        .resolve("k8s");
  }

  private static Optional<Path> folder() {
    if (!Files.isDirectory(root())) {
      return Optional.empty();
    }
    try (var versions = Files.list(root())) {
      return versions
          .filter(folder -> Files.isExecutable(folder.resolve("kube-apiserver")))
          .filter(folder -> Files.isExecutable(folder.resolve("etcd")))
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private ApiServerBinaries() {}
}
