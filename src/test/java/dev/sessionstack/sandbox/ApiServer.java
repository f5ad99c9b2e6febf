package dev.sessionstack.sandbox;

import dev.sessionstack.cluster.FakeApiServer;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubeapitest.KubeAPITestException;
import io.fabric8.kubeapitest.binary.OSInfo;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A running API server.
 *
 * @param name what it is, for people
 * @param kubeconfig leads to it
 * @param end ends it
 */
record ApiServer(String name, String kubeconfig, Runnable end) implements AutoCloseable {

  /** A real one, if its programs are where fabric8's kube-api-test keeps them; else the fake. */
  static ApiServer start(Options options) {
    var version = options.fake() ? Optional.<String>empty() : installed();
    if (version.isPresent() && options.port() != 0) {
      throw new IllegalArgumentException("--port works with --fake only");
    }
    return version.map(ApiServer::real).orElseGet(() -> fake(options));
  }

  private static ApiServer real(String version) {
    var config =
        KubeAPIServerConfigBuilder.anAPIServerConfig()
            .withTestDir(folder().toString())
            .withApiServerVersion(version)
            .withOfflineMode(true) // never a download
            .withUpdateKubeConfig(false)
            // Its finalizer waits for a controller that is not here, and so would kubectl delete
            // pvc.
            .withApiServerFlag("--disable-admission-plugins=StorageObjectInUseProtection")
            .build();
    var server = new KubeAPIServer(config);
    server.start();
    return new ApiServer(
        "kube-apiserver " + version + " and etcd of kube-api-test",
        server.getKubeConfigYaml(),
        () -> stop(server));
  }

  /** Ctrl-C reaches its processes as well, and then there is nothing left to clean. */
  private static void stop(KubeAPIServer server) {
    try {
      server.stop();
    } catch (KubeAPITestException e) {
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
    }
  }

  private static ApiServer fake(Options options) {
    var server = FakeApiServer.start(options.port());
    return new ApiServer(
        "in this JVM, at "
            + server.url()
            + (options.fake() ? "" : "; there is no kube-apiserver in " + folder())
            + " (it does not evaluate the CEL rules of the CRD)",
        server.kubeconfig(),
        server::close);
  }

  /** The newest version whose programs are there. */
  private static Optional<String> installed() {
    var os = new OSInfo();
    var suffix = "-" + os.getOSName() + "-" + os.getOSArch();
    var programs = folder().resolve("k8s");
    if (!Files.isDirectory(programs)) {
      return Optional.empty();
    }
    try (var folders = Files.list(programs)) {
      return folders
          .filter(folder -> has(folder, "kube-apiserver") && has(folder, "etcd"))
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .filter(Predicate.not(String::isEmpty))
          .max(Comparator.comparing(Version::parse));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean has(Path folder, String program) {
    return Files.isExecutable(folder.resolve(program))
        || Files.isExecutable(folder.resolve(program + ".exe"));
  }

  private static Path folder() {
    return Optional.ofNullable(System.getenv(KubeAPIServerConfigBuilder.KUBE_API_TEST_DIR))
        .map(Path::of)
        .orElseGet(
            () ->
                Path.of(
                    System.getProperty("user.home"), KubeAPIServerConfigBuilder.DIRECTORY_NAME));
  }

  @Override
  public void close() {
    end.run();
  }
}
