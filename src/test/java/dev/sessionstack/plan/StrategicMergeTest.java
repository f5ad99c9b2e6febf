package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row is a base, a patch and what the API server would make of them. */
class StrategicMergeTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1, b: 2} | {b: 3} | {a: 1, b: 3}",
        "{a: {b: 1}} | {a: {c: 2}} | {a: {b: 1, c: 2}}",
        "{a: 1, b: 2} | {b: null} | {a: 1}",
        "{env: [{name: A, value: x}]} | {env: [{name: A, value: y}, {name: B}]} |"
            + " {env: [{name: A, value: y}, {name: B}]}",
        "{env: [{name: A}, {name: B}]} | {env: [{name: A, $patch: delete}]} | {env: [{name: B}]}",
        "{env: [{name: A}]} | {env: [{$patch: replace}, {name: B}]} | {env: [{name: B}]}",
        "{tolerations: [{key: a}]} | {tolerations: [{key: b}]} | {tolerations: [{key: b}]}",
        "{a: {b: 1}} | {a: {$patch: replace, c: 2}} | {a: {c: 2}}",
        "{a: {b: 1}, c: 1} | {a: {$patch: delete}} | {c: 1}",
        "{volumeMounts: [{mountPath: /a, name: x}]} | {volumeMounts: [{mountPath: /a, name: y}]} |"
            + " {volumeMounts: [{mountPath: /a, name: y}]}",
      })
  void merges_as_the_api_server_does(String base, String patch, String merged) {
    assertThat(StrategicMerge.merge(node(base), node(patch))).isEqualTo(node(merged));
  }

  private static ObjectNode node(String yaml) {
    return YAML.unmarshal("---\n" + yaml, ObjectNode.class);
  }
}
