package dev.sessionstack.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The API server's own record of what the operator wrote: one JSON object a line. {@code
 * -Dcluster.audit=FILE} names it.
 */
final class AuditLog {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> WRITES =
      Set.of("create", "update", "patch", "delete", "deletecollection");
  private static final String OPERATOR =
      "system:serviceaccount:" + RealCluster.OPERATOR_NAMESPACE + ":" + RealCluster.OPERATOR;

  private final Path file;

  private AuditLog(Path file) {
    this.file = file;
  }

  static Optional<AuditLog> find() {
    return Optional.ofNullable(System.getProperty("cluster.audit"))
        .map(Path::of)
        .map(AuditLog::new);
  }

  long size() throws IOException {
    return Files.size(file);
  }

  /** What the operator wrote in a namespace since the log had a size. */
  List<String> operatorWritesSince(long size, String namespace) throws IOException {
    try (var input = Files.newInputStream(file)) {
      input.skipNBytes(size);
      return new String(input.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .flatMap(line -> write(line, namespace))
          .toList();
    }
  }

  private static Stream<String> write(String line, String namespace) {
    try {
      var event = JSON.readTree(line);
      var object = event.path("objectRef");
      return OPERATOR.equals(event.path("user").path("username").asText())
              && WRITES.contains(event.path("verb").asText())
              && namespace.equals(object.path("namespace").asText())
          ? Stream.of(event.path("verb").asText() + " " + event.path("requestURI").asText())
          : Stream.empty();
    } catch (IOException e) {
      return Stream.empty(); // the last line, half written
    }
  }
}
