package dev.sessionstack.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dashboard, as far as Grafana's schema does not say it; {@code .ci/run} has that. */
class DashboardTest {

  private static final Pattern VALUES = Pattern.compile("label_values\\((.+), \\w+\\)");
  private static final int COLUMNS = 24;

  private JsonNode dashboard;

  @BeforeEach
  void read() throws IOException {
    dashboard =
        new ObjectMapper().readTree(Path.of("manifests/monitoring/dashboard.json").toFile());
  }

  @Test
  void it_can_be_imported_and_updated() {
    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
    assertThat(dashboard.path("uid").asText()).isEqualTo("sessionstack");
    assertThat(dashboard.has("id")).as("ids belong to one Grafana").isFalse();
    assertThat(dashboard.has("__inputs")).as("the sidecar fills in nothing").isFalse();
  }

  @Test
  void panels_have_ids_of_their_own_a_title_a_unit_and_a_place_on_the_grid() {
    var ids = new HashSet<Integer>();
    for (var panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as(panel.path("title").asText()).isTrue();
      assertThat(panel.path("title").asText()).isNotEmpty();
      var place = panel.path("gridPos");
      assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(COLUMNS);
      assertThat(place.path("h").asInt()).isPositive();
    }
    assertThat(panels()).isNotEmpty();
    for (var panel : panels()) {
      if (!panel.path("type").asText().equals("table")) {
        assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
            .as(panel.path("title").asText())
            .isNotEmpty();
      }
    }
  }

  @Test
  void every_query_asks_the_chosen_source_for_metrics_that_there_are() {
    for (var panel : panels()) {
      assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
      for (var target : panel.path("targets")) {
        assertSource(target);
        var query = new Query(target.path("expr").asText());
        assertThat(query.metrics()).isNotEmpty();
        assertThat(MetricsPage.metrics())
            .as(panel.path("title").asText())
            .containsAll(query.metrics());
      }
    }
  }

  @Test
  void every_figure_of_a_stack_is_of_those_that_are_chosen() {
    for (var panel : panels()) {
      for (var target : panel.path("targets")) {
        var query = target.path("expr").asText();
        if (query.contains("namespace")) {
          assertThat(query).contains("namespace=~\"$namespace\", stack=~\"$stack\"");
        }
      }
    }
  }

  @Test
  void variables_are_read_from_metrics_that_there_are() {
    var names = new ArrayList<String>();
    for (var variable : dashboard.path("templating").path("list")) {
      names.add(variable.path("name").asText());
      if (variable.path("type").asText().equals("query")) {
        assertSource(variable);
        var values = VALUES.matcher(variable.path("definition").asText());
        assertThat(values.matches()).isTrue();
        assertThat(MetricsPage.metrics()).containsAll(new Query(values.group(1)).metrics());
        assertThat(variable.path("query").path("query").asText()).isEqualTo(values.group());
      }
    }
    assertThat(names).containsExactly("datasource", "namespace", "stack");
  }

  private static void assertSource(JsonNode from) {
    assertThat(from.path("datasource").path("type").asText()).isEqualTo("prometheus");
    assertThat(from.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
  }

  private List<JsonNode> panels() {
    var panels = new ArrayList<JsonNode>();
    for (var panel : dashboard.path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }
}
