package dev.sessionstack.chaos;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is done to a stack, step by step; the operator is killed after each of its writes.
 *
 * @param copies how many stacks share the work: of three, each is killed after every third write,
 *     and all together after every one
 */
record Scenario(String name, int copies, List<Step> steps) {

  /**
   * @param survivable whether the operator is left alone meanwhile
   */
  record Step(boolean survivable, Action action) {}

  interface Action {
    void on(Town town, String stack);
  }

  /** The one after which its keys are others. */
  static final String ROTATED = "rotated";

  private static final String EVERYTHING =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: %s, namespace: %s}
      spec:
        ui: {image: 'shop:1', replicas: 2}
        store: {managed: {storage: {size: 1Gi}}}
        loadBalancer: {host: shop.example.com, ingress: {className: %s}}
        workers: [{name: a, app: x, replicas: 2}]
        scheduler: {app: x}
        backend: {image: 'api:1'}
        modelServer: {image: 'model:1', replicas: 2}
        objectStorage: {bucket: files, verify: Disabled}
      """;

  static final List<Scenario> ALL =
      List.of(
          new Scenario("create", 3, List.of(new Step(false, Scenario::create))),
          new Scenario(
              "again",
              3,
              List.of(
                  new Step(true, Scenario::create),
                  new Step(false, Scenario::delete),
                  new Step(false, Scenario::create))),
          edits("sleep", 2, "{'mode': 'Hibernated'}", "{'mode': 'Running'}"),
          edits("pause", 1, "{'mode': 'Paused'}", "{'ui': {'image': 'b:2'}}", "{'mode': null}"),
          edits("ui", 1, "{'ui': {'image': 'b:2', 'replicas': 3, 'port': 8081}}"),
          edits(
              "autoscaling",
              1,
              "{'ui': {'replicas': null, 'autoscaling': {'minReplicas': 2, 'maxReplicas': 4}}}",
              "{'ui': {'replicas': 1, 'autoscaling': null}}"),
          edits("session", 1, "{'session': {'ttl': '9m', 'secretRef': {'name': 'own'}}}"),
          edits("store", 1, "{'store': {'managed': {'image': 'redis:7', 'maxClients': 999}}}"),
          edits(
              "password",
              1,
              "{'store': {'managed': {'auth': {'passwordSecretRef': {'name': 'own'}}}}}"),
          edits("grown", 2, "{'store': {'managed': {'storage': {'size': '2Gi'}}}}"),
          edits("persistence", 1, "{'store': {'managed': {'persistence': 'RDB'}}}"),
          edits(
              ROTATED,
              3,
              "{'store': {'managed': {'auth': {'rotation': 'a'}}},"
                  + " 'session': {'rotation': 'a', 'rotationOverlap': '1s'}}"),
          edits("moved", 2, Specs.moveTo(Specs.Store.EXTERNAL), Specs.moveTo(Specs.Store.STORED)),
          edits(
              "way-in",
              1,
              "{'loadBalancer': {'ingress': null, 'gateway': {'parentRefs': [{'name': 'g'}]}}}"),
          edits("workers", 1, "{'workers': [{'name': 'b', 'app': 'y'}]}", "{'workers': null}"),
          edits("scheduler", 1, "{'scheduler': {'app': 'y'}}", "{'scheduler': null}"),
          edits("servers", 1, "{'backend': null, 'modelServer': {'image': 'm:2', 'port': 90}}"),
          edits("bucket", 1, "{'objectStorage': {'bucket': 'other', 'verify': 'Disabled'}}"),
          edits("switches", 1, "{'networkPolicy': 'Disabled', 'podDisruptionBudget': 'Disabled'}"),
          edits("pods", 1, "{'podDefaults': {'serviceAccountName': 'default'}}"));

  /** Edits of a stack that was made in peace, each a merge patch of the spec. */
  private static Scenario edits(String name, int copies, String... patches) {
    return new Scenario(
        name,
        copies,
        Stream.concat(
                Stream.of(new Step(true, Scenario::create)),
                Arrays.stream(patches).map(Scenario::edit))
            .toList());
  }

  private static Step edit(String patch) {
    return new Step(
        false,
        (town, stack) ->
            town.stack(stack)
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"spec\": " + patch.replace('\'', '"') + "}"));
  }

  private static void create(Town town, String stack) {
    town.client
        .resource(
            Serialization.unmarshal(
                EVERYTHING.formatted(stack, Town.NAMESPACE, Neighbours.INGRESS_CLASS),
                GenericKubernetesResource.class)) // as written: records would say more
        .create();
  }

  private static void delete(Town town, String stack) {
    town.stack(stack).delete();
  }
}
