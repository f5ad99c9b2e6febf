package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.apiserver.AuditLog.Request;
import dev.sessionstack.apiserver.Installation.Instance;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two packaged operators, each for the stacks with one label, as {@code overlays/shards} has it.
 */
@NeedsApiServer
class ShardsIT {

  private static final String A = "overlays/shards/a";
  private static final String B = "overlays/shards/b";
  private static final Map<String, String> SHARD_A = Map.of("shard", "a");
  private static final Map<String, String> SHARD_B = Map.of("shard", "b");

  private final Installation cluster =
      new Installation("shards", List.of(A, B), "shops", Installation.NAMESPACE);

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void each_serves_its_own_and_a_stack_moves_with_its_label() {
    var a = cluster.operator("a", A, Map.of());
    var b = cluster.operator("b", B, Map.of());
    Installation.patience().until(() -> cluster.leads(a) && cluster.leads(b));
    cluster.createStack("shops", "first", SHARD_A);
    cluster.createStack("shops", "second", SHARD_B);
    cluster.createStack("shops", "nobodys", Map.of());
    revoke("first");
    revoke("second");

    Installation.patience().until(() -> isServed("first") && isServed("second"));
    Installation.patience().until(() -> isAnswered("first") && isAnswered("second"));
    assertThat(cluster.stack("shops", "nobodys").get().getStatus()).isNull();
    assertThat(written(a)).isNotEmpty().allMatch(name -> name.contains("first"));
    assertThat(written(b)).isNotEmpty().allMatch(name -> name.contains("second"));

    var moved = cluster.audit().size();
    edit("first", "{\"metadata\": {\"labels\": {\"shard\": \"b\"}}}");
    Installation.patience().until(() -> cluster.metrics(b).contains("sessionstack_stacks 2.0"));
    Installation.patience().until(() -> cluster.metrics(a).contains("sessionstack_stacks 0.0"));
    edit("first", "{\"spec\": {\"ui\": {\"image\": \"shop:2\"}}}");
    Installation.patience().until(() -> isServed("first"));

    assertThat(writes(a, moved)).isEmpty();
    assertThat(writes(b, moved)).isNotEmpty();
    assertThat(cluster.audit().forbidden()).isEmpty();
  }

  @Test
  void selector_without_a_lease_of_its_own_ends_the_operator_and_is_told_why() throws Exception {
    var operator =
        cluster.operator("wrong", A, Map.of("SESSIONSTACK_LEASE", "sessionstack-operator"));

    Installation.patience().until(() -> operator.process().exitCode().isPresent());

    assertThat(operator.process().exitCode()).hasValue(1);
    assertThat(Files.readString(operator.log()))
        .contains("SESSIONSTACK_SELECTOR with leader election needs SESSIONSTACK_LEASE");
  }

  private void revoke(String stack) {
    cluster
        .admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sessionstack.dev/v1alpha1
                kind: SessionRevocation
                metadata: {name: of-%s, namespace: shops}
                spec: {stackName: %s, all: {}}
                """
                    .formatted(stack, stack),
                SessionRevocation.class))
        .create();
  }

  /** What lives in the UI cannot be ended, which is an answer, too. */
  private boolean isAnswered(String stack) {
    var status =
        cluster
            .admin
            .resources(SessionRevocation.class)
            .inNamespace("shops")
            .withName("of-" + stack)
            .get()
            .getStatus();
    return status != null
        && status.conditions().stream().anyMatch(c -> "InProcess".equals(c.getReason()));
  }

  private boolean isServed(String stack) {
    return cluster.isServed("shops", stack);
  }

  private void edit(String stack, String patch) {
    cluster.stack("shops", stack).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /** Names of all objects that one of them wrote; those of Events are drawn by the server. */
  private List<String> written(Instance instance) {
    return writes(instance, 0).stream()
        .filter(request -> !request.resource().equals("events"))
        .map(Request::name)
        .toList();
  }

  private List<Request> writes(Instance instance, long since) {
    return cluster.audit().since(since).stream()
        .filter(request -> request.credential().equals(instance.credential()))
        .filter(Request::isWrite)
        .filter(request -> request.namespace().equals("shops"))
        .toList();
  }
}
