package dev.sessionstack.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules, by Prometheus itself and by what it does not know. */
class AlertsTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final Path RULES = Path.of("manifests/monitoring/alerts.yaml");
  private static final Path CASES = Path.of("src/test/resources/monitoring/alerts_test.yaml");

  @TempDir Path folder;

  @Test
  void prometheus_loads_them() throws Exception {
    var promtool = Promtool.orSkip();
    var result = promtool.run("", "check", "rules", ruleFile().toString());
    assertThat(result.code()).as(result.output()).isZero();
    assertThat(result.output()).contains("SUCCESS: " + alerts().size() + " rules found");
  }

  @Test
  void each_fires_when_it_should_and_only_then() throws Exception {
    var promtool = Promtool.orSkip();
    ruleFile();
    var cases = Files.copy(CASES, folder.resolve("alerts_test.yaml"));
    var result = promtool.run("", "test", "rules", cases.toString());
    assertThat(result.code()).as(result.output()).isZero();
  }

  @Test
  void each_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() throws IOException {
    var fires = new TreeSet<String>();
    var silent = new TreeSet<String>();
    for (var test : read(CASES).path("tests")) {
      for (var rule : test.path("alert_rule_test")) {
        var name = rule.path("alertname").asText();
        (rule.path("exp_alerts").isEmpty() ? silent : fires).add(name);
      }
    }
    assertThat(fires).isEqualTo(names());
    assertThat(silent).isEqualTo(names());
  }

  @Test
  void each_reads_metrics_that_there_are() throws IOException {
    for (var alert : alerts()) {
      assertThat(MetricsPage.metrics())
          .as(alert.path("alert").asText())
          .containsAll(new Query(alert.path("expr").asText()).metrics());
    }
  }

  @Test
  void each_has_a_severity_and_leads_to_what_to_do() throws IOException {
    assertThat(MetricsPage.alerts()).isEqualTo(names());
    for (var alert : alerts()) {
      var name = alert.path("alert").asText();
      assertThat(alert.path("labels").path("severity").asText())
          .as(name)
          .isIn("critical", "warning", "info");
      var annotations = alert.path("annotations");
      assertThat(annotations.path("runbook_url").asText())
          .isEqualTo("docs/metrics.md#" + name.toLowerCase());
      assertThat(annotations.path("summary").asText()).as(name).endsWith(".");
      assertThat(annotations.path("description").asText()).as(name).endsWith(".");
    }
  }

  /** The rules as Prometheus reads them, beside which the cases look for them. */
  private Path ruleFile() throws IOException {
    var groups = Map.of("groups", read(RULES).path("spec").path("groups"));
    return Files.writeString(folder.resolve("rules.yaml"), YAML.asYaml(groups));
  }

  private static Set<String> names() throws IOException {
    var names = new TreeSet<String>();
    alerts().forEach(alert -> names.add(alert.path("alert").asText()));
    return names;
  }

  private static List<JsonNode> alerts() throws IOException {
    var alerts = new ArrayList<JsonNode>();
    for (var group : read(RULES).path("spec").path("groups")) {
      group.path("rules").forEach(alerts::add);
    }
    return alerts;
  }

  private static JsonNode read(Path file) throws IOException {
    return YAML.unmarshal(Files.readString(file), JsonNode.class);
  }
}
