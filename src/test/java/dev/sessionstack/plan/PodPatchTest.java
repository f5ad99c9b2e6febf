package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PodPatchTest {

  /** It ended the planning of the stack with an exception. */
  @Test
  void an_item_that_is_null_is_named() {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1', template: {spec: {volumes: [{name: a}, null]}}}\n"
                + "store: {memory: {}}");
    assertThat(plan.holds(Component.UI))
        .singleElement()
        .extracting(Problem::field)
        .isEqualTo("spec.ui.template.spec.volumes[1]");
  }

  /** It ended the rendering of the stack with an exception. */
  @Test
  void a_text_for_a_number_that_reads_null_is_named() {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1', template: {spec: {containers: [{name: ui, ports:"
                + " [{containerPort: 'null'}]}]}}}\nstore: {memory: {}}");
    assertThat(plan.holds(Component.UI))
        .singleElement()
        .extracting(Problem::field)
        .isEqualTo("spec.ui.template.spec.containers[0].ports[0].containerPort");
  }

  /** The same. */
  @Test
  void a_text_that_is_no_quantity_is_said() {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1', template: {spec: {volumes: [{name: a, emptyDir: {sizeLimit:"
                + " 'much'}}]}}}\nstore: {memory: {}}");
    assertThat(plan.holds(Component.UI))
        .singleElement()
        .extracting(Problem::reason, Problem::field)
        .containsExactly("InvalidTemplate", "spec.ui.template");
  }

  /** The API server keeps 10,000 levels, and a walk as deep would end the thread. */
  @Test
  void a_template_that_is_nested_beyond_all_measure_is_named() {
    var json = JsonNodeFactory.instance;
    ObjectNode deep = json.objectNode();
    for (var i = 0; i < 9_000; i++) {
      deep = json.objectNode().set("a", deep);
    }
    var problems = new ArrayList<Problem>();

    assertThat(PodPatch.of(deep, Component.UI, "spec.ui.template", problems::add)).isEmpty();

    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo("InvalidTemplate");
              assertThat(problem.message())
                  .isEqualTo(
                      "spec.ui.template: is nested more than 50 levels deep, which no pod is;"
                          + " correct it");
            });
  }
}
