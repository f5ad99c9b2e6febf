package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.apiserver.AuditLog.Request;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A cluster full of other people's Secrets and ConfigMaps. {@code -Dforeign.objects} says how many
 * there are of both together, and {@code -Dforeign.ours} gives them our labels, for which the heap
 * of this operator is too small: so it is known that it would not hold the others either.
 */
@NeedsApiServer
class ForeignObjectsIT {

  private static final int OBJECTS = Integer.getInteger("foreign.objects", 5000);
  private static final boolean OURS = Boolean.getBoolean("foreign.ours");

  /** As large as a file of settings, or a certificate with its chain. */
  private static final String TEXT = "0123456789abcdef".repeat(1024);

  private static final String NAMES = "metadata.name=";

  /** What is ours by its kind, and what is the cluster's and of which there are few. */
  private static final Set<String> WHOLE =
      Set.of("sessionstacks", "sessionrevocations", "ingressclasses");

  private final Installation cluster =
      new Installation("foreign", List.of("manifests"), "others", "shops");

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void r23_operator_with_a_small_heap_serves_beside_thousands_of_foreign_objects()
      throws Exception {
    IntStream.range(0, OBJECTS / 2)
        .parallel()
        .forEach(
            number -> {
              create(
                  new SecretBuilder()
                      .withMetadata(meta(number))
                      .addToStringData("a", TEXT)
                      .build());
              create(
                  new ConfigMapBuilder().withMetadata(meta(number)).addToData("a", TEXT).build());
            });
    cluster.createStack("shops", "shop", Map.of());

    var operator =
        cluster.operator(
            "small",
            "manifests",
            Map.of("JAVA_TOOL_OPTIONS", "-Xmx64m -XX:+ExitOnOutOfMemoryError"));

    Installation.patience().until(() -> cluster.isServed("shops", "shop"));
    cluster.awaitReady(operator);
    assertThat(operator.process().exitCode()).isEmpty();
    assertThat(Files.readString(operator.log())).doesNotContain("Terminating due to");
    var lists =
        cluster.audit().since(0).stream()
            .filter(request -> List.of("list", "watch").contains(request.verb()))
            .filter(request -> !WHOLE.contains(request.resource()))
            .map(Request::uri)
            .map(uri -> URLDecoder.decode(uri, StandardCharsets.UTF_8))
            .toList();
    assertThat(lists)
        .anyMatch(uri -> uri.startsWith("/api/v1/secrets?"))
        .anyMatch(uri -> uri.startsWith("/api/v1/configmaps?"))
        .allMatch(uri -> uri.contains("labelSelector=" + Labels.OURS) || uri.contains(NAMES));
  }

  private void create(HasMetadata object) {
    cluster.admin.resource(object).create();
  }

  private static ObjectMeta meta(int number) {
    var meta = new ObjectMetaBuilder().withNamespace("others").withName("foreign-" + number);
    if (OURS) {
      meta.withLabels(Labels.of("shop", Component.ACCESS));
    }
    return meta.build();
  }
}
