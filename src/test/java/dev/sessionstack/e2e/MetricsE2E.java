package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.monitoring.Promtool;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus reads of the operator in its pod. */
@OnCluster
class MetricsE2E {

  private static final String COMPLETE = "result=\"complete\",";

  private static RealCluster cluster;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("metrics");
    cluster.apply("redis", "measured");
    cluster.awaitReady("measured");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void figures_agree_with_the_status_and_with_the_store() throws Exception {
    for (var user : new String[] {"ada", "alan", "grace"}) {
      new Visitor(cluster, "measured").login(user);
    }
    new Visitor(cluster, "measured").login("ada");

    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(figure("sessionstack_sessions", "state=\"active\",")).isEqualTo("4.0");
              assertThat(figure("sessionstack_session_users", "")).isEqualTo("3.0");
            });
    var status = cluster.stack("measured").get().getStatus();
    assertThat(figure("sessionstack_ui_replicas_ready", ""))
        .isEqualTo((double) status.readyReplicas() + "");
    for (var condition : status.conditions()) {
      var labels =
          "type=\"%s\",status=\"%s\",reason=\"%s\","
              .formatted(condition.getType(), condition.getStatus(), condition.getReason());
      assertThat(figure("sessionstack_condition", labels)).as(labels).isEqualTo("1.0");
    }
    var keys = cluster.exec("measured-redis-0", "redis-cli", "--scan", "--pattern", "session:*");
    assertThat(keys.lines()).hasSize(4);
    assertThat(page()).doesNotContain("alan", "grace");
    keys.lines().forEach(key -> assertThat(page()).doesNotContain(key.substring(8)));
  }

  /** What the SDK counts is not there by itself: see SdkMeters. */
  @Test
  void reconciliations_are_counted() {
    assertThat(page())
        .containsPattern(
            "(?m)^reconciliations_success_total\\{controller_name=\"sessionstack\",} [1-9]")
        .contains("reconciliations_failure_total{controller_name=\"sessionstack\",}");
    assertThat(Double.parseDouble(figure("sessionstack_reconciliations_total", COMPLETE)))
        .isPositive();
  }

  @Test
  void prometheus_reads_them_without_complaint() throws Exception {
    var result = Promtool.orSkip().checkMetrics(page());
    assertThat(result.code()).as(result.output()).isIn(0, 3);
    assertThat(result.output().lines()).noneMatch(line -> line.startsWith("sessionstack_"));
  }

  @Test
  void a_stack_that_is_deleted_has_no_series() {
    cluster.apply("memory", "passing");
    cluster.awaitReady("passing");
    var label = "namespace=\"" + cluster.namespace + "\",stack=\"passing\"";
    assertThat(page()).contains(label);

    cluster.stack("passing").delete();

    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(() -> assertThat(page()).doesNotContain(label));
  }

  @ParameterizedTest
  @ValueSource(strings = {"servicemonitor", "alerts"})
  void the_prometheus_operator_takes_what_is_shipped(String file) throws Exception {
    try (var input = Files.newInputStream(Path.of("manifests/monitoring", file + ".yaml"))) {
      var object =
          cluster
              .client
              .getKubernetesSerialization()
              .unmarshal(input, GenericKubernetesResource.class);
      Assumptions.assumeTrue(
          cluster.client.hasApiGroup("monitoring.coreos.com", true),
          "the CRDs of the Prometheus Operator are not installed");
      object.getMetadata().setNamespace(cluster.namespace);
      var taken =
          cluster.client.resource(object).fieldValidation(Validation.STRICT).serverSideApply();
      assertThat(taken.<Map<String, Object>>get("spec")).isEqualTo(object.get("spec"));
    }
  }

  /** The value of one series of the stack. */
  private static String figure(String name, String labels) {
    var series =
        "%s{namespace=\"%s\",stack=\"measured\",%s} ".formatted(name, cluster.namespace, labels);
    return page()
        .lines()
        .filter(line -> line.startsWith(series))
        .map(line -> line.substring(series.length()))
        .findFirst()
        .orElse("no " + series);
  }

  private static String page() {
    return new OperatorPod(cluster.client).metrics();
  }
}
