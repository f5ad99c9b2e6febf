package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.apiserver.AuditLog.Request;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The packaged operator with the rights and the settings of {@code overlays/namespaces}. */
@NeedsApiServer
class NamespacesIT {

  private static final String OVERLAY = "overlays/namespaces";

  /** Nobody's namespace: of the whole cluster. */
  private static final Set<String> WITHOUT =
      Set.of("ingressclasses", "customresourcedefinitions", "selfsubjectrulesreviews", "");

  private final Installation cluster =
      new Installation("namespaces", List.of(OVERLAY), "team-a", "team-b", "team-c");

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void stacks_of_its_namespaces_are_served_and_nothing_is_read_elsewhere() {
    var operator = cluster.operator("operator", OVERLAY, Map.of());
    cluster.createStack("team-a", "shop", Map.of());
    cluster.createStack("team-b", "shop", Map.of());
    cluster.createStack("team-c", "shop", Map.of());
    cluster
        .admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: sessionstack.dev/v1alpha1
                kind: SessionRevocation
                metadata: {name: out, namespace: team-b}
                spec: {stackName: shop, all: {}}
                """,
                SessionRevocation.class))
        .create();

    Installation.patience()
        .until(() -> cluster.isServed("team-a", "shop") && cluster.isServed("team-b", "shop"));
    Installation.patience()
        .until(
            () ->
                cluster
                        .admin
                        .resources(SessionRevocation.class)
                        .inNamespace("team-b")
                        .withName("out")
                        .get()
                        .getStatus()
                    != null);
    cluster.awaitReady(operator);

    assertThat(cluster.stack("team-c", "shop").get().getStatus()).isNull();
    var requests = cluster.audit().since(0);
    assertThat(requests)
        .extracting(Request::namespace)
        .contains("team-a", "team-b")
        .containsOnly("team-a", "team-b", Installation.NAMESPACE, "");
    assertThat(requests)
        .filteredOn(request -> request.namespace().equals(Installation.NAMESPACE))
        .extracting(Request::resource)
        .containsOnly("leases");
    assertThat(requests)
        .filteredOn(request -> request.namespace().isEmpty())
        .extracting(Request::resource)
        .isSubsetOf(WITHOUT);
    assertThat(requests)
        .filteredOn(request -> request.code() == 403)
        .extracting(Request::resource)
        .containsOnly("ingressclasses", "customresourcedefinitions");
  }

  /**
   * R26: where it may see the stacks and not their Secrets, it does not take those for lost. Nor do
   * the others wait for that (R17).
   */
  @Test
  void namespace_where_a_right_is_missing_is_not_worked_in_until_it_is_there() {
    cluster.createStack("team-a", "shop", Map.of());
    cluster.createStack("team-b", "shop", Map.of());
    var operator = cluster.operator("before", OVERLAY, Map.of());
    Installation.patience().until(() -> cluster.isServed("team-b", "shop"));
    operator.process().close();
    var binding =
        cluster
            .admin
            .rbac()
            .roleBindings()
            .inNamespace("team-b")
            .withName("sessionstack-operator")
            .get();
    cluster.admin.resource(binding).delete();
    cluster
        .admin
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: stacks-alone, namespace: team-b}
                rules:
                  - {apiGroups: [sessionstack.dev], resources: [sessionstacks], verbs: [list, watch]}
                  - {apiGroups: [sessionstack.dev], resources: [sessionstacks/status], verbs: [patch]}
                  - {apiGroups: [""], resources: [secrets], verbs: [create, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: stacks-alone, namespace: team-b}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: stacks-alone}
                subjects:
                  - {kind: ServiceAccount, name: sessionstack-operator, namespace: sessionstack-system}
                """
                    .getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
    var status = cluster.stack("team-b", "shop").get().getStatus();
    var mark = cluster.audit().size();

    operator = cluster.operator("after", OVERLAY, Map.of());
    edit("team-a");
    edit("team-b");

    Installation.patience().until(() -> cluster.isServed("team-a", "shop"));
    var after = operator;
    Installation.patience().until(() -> cluster.health(after).contains(" in team-b"));
    assertThat(cluster.isReady(operator)).isFalse();
    assertThat(cluster.stack("team-b", "shop").get().getStatus()).isEqualTo(status);
    assertThat(cluster.audit().since(mark))
        .filteredOn(request -> request.namespace().equals("team-b"))
        .noneMatch(Request::isWrite);

    binding.getMetadata().setResourceVersion(null);
    cluster.admin.resource(binding).create();

    Installation.patience().until(() -> cluster.isServed("team-b", "shop"));
    cluster.awaitReady(operator);
  }

  @Test
  void name_that_no_namespace_can_have_ends_the_operator_and_is_named() throws Exception {
    var operator =
        cluster.operator("wrong", OVERLAY, Map.of("SESSIONSTACK_NAMESPACES", "team-a,Team B"));

    Installation.patience().until(() -> operator.process().exitCode().isPresent());

    assertThat(operator.process().exitCode()).hasValue(1);
    assertThat(Files.readString(operator.log()))
        .contains("SESSIONSTACK_NAMESPACES: \"Team B\" cannot be a namespace");
  }

  @Test
  void spaces_between_namespaces_do_no_harm() {
    var operator =
        cluster.operator("spaces", OVERLAY, Map.of("SESSIONSTACK_NAMESPACES", " team-a, team-b "));
    cluster.createStack("team-b", "shop", Map.of());

    Installation.patience().until(() -> cluster.isServed("team-b", "shop"));
    cluster.awaitReady(operator);
  }

  private void edit(String namespace) {
    cluster
        .stack(namespace, "shop")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"ui\": {\"image\": \"shop:2\"}}}");
  }
}
