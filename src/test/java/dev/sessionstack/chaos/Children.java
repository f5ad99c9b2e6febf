package dev.sessionstack.chaos;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is made for a stack, edited and deleted behind the operator's back. Edits change fields that
 * are the operator's: what others add stays. Labels are edited only where the object is always
 * wanted, since one that is not ours by its labels any more is not ours to delete.
 */
final class Children {

  private static final String LABEL =
      "{'metadata': {'labels': {'%s': 'edited'}}}".formatted(Labels.COMPONENT);
  private static final String SELECTOR =
      "{'spec': {'selector': {'%s': 'edited'}}}".formatted(Labels.INSTANCE);
  private static final String POLICY =
      "{'spec': {'podSelector': {'matchLabels': {'%s': 'edited'}}}}".formatted(Labels.INSTANCE);
  private static final String BUDGET = "{'spec': {'maxUnavailable': '50%'}}";
  private static final String IMAGE =
      "[{'op': 'replace', 'path': '/spec/template/spec/containers/0/image', 'value': 'edited'}]";
  private static final String NONE = "";

  /** One object that a stack may have. */
  private record Child(
      Class<? extends HasMetadata> kind, Function<Names, String> name, String edit) {}

  private static final List<Child> ALL =
      List.of(
          new Child(ServiceAccount.class, Names::serviceAccount, NONE),
          new Child(Secret.class, Names::keysSecret, LABEL),
          new Child(Secret.class, Names::sessionSecret, "{'data': {'JWT_SECRET': 'ZWRpdGVk'}}"),
          new Child(Secret.class, Names::storeSecret, "{'data': {'password': 'ZWRpdGVk'}}"),
          new Child(ConfigMap.class, Names::redisConfig, NONE),
          new Child(Service.class, Names::ui, LABEL),
          new Child(Service.class, Names::ui, SELECTOR),
          new Child(Service.class, Names::redis, SELECTOR),
          new Child(Service.class, Names::redisNodes, SELECTOR),
          new Child(Service.class, n -> n.server(Component.BACKEND), SELECTOR),
          new Child(NetworkPolicy.class, Names::redis, POLICY),
          new Child(NetworkPolicy.class, Names::workers, POLICY),
          new Child(NetworkPolicy.class, n -> n.server(Component.BACKEND), POLICY),
          new Child(StatefulSet.class, Names::redis, IMAGE),
          new Child(StatefulSet.class, Names::scheduler, IMAGE),
          new Child(Deployment.class, Names::ui, LABEL),
          new Child(Deployment.class, Names::ui, IMAGE),
          new Child(Deployment.class, n -> n.worker("a"), IMAGE),
          new Child(Deployment.class, n -> n.worker("b"), IMAGE),
          new Child(Deployment.class, n -> n.server(Component.BACKEND), IMAGE),
          new Child(Deployment.class, n -> n.server(Component.MODEL_SERVER), IMAGE),
          new Child(PodDisruptionBudget.class, Names::ui, BUDGET),
          new Child(PodDisruptionBudget.class, n -> n.worker("a"), BUDGET),
          new Child(HorizontalPodAutoscaler.class, Names::ui, "{'spec': {'maxReplicas': 77}}"),
          new Child(Ingress.class, Names::ui, "{'spec': {'ingressClassName': 'edited'}}"),
          new Child(HTTPRoute.class, Names::ui, "{'spec': {'parentRefs': [{'name': 'edited'}]}}"),
          new Child(Pod.class, n -> n.redis() + "-0", NONE));

  private final KubernetesClient client;

  Children(KubernetesClient client) {
    this.client = client;
  }

  /** What was edited, if it is there. */
  Optional<String> edit(int number, int choice) {
    var child = ALL.get(choice % ALL.size());
    if (!isThere(child, number) || child.kind == Secret.class && !isWhole(number)) {
      return Optional.empty();
    }
    if (child.kind == ConfigMap.class) {
      config(child, number);
    } else if (child.edit.equals(NONE)) {
      return Optional.empty();
    } else {
      var type = child.edit.startsWith("[") ? PatchType.JSON : PatchType.JSON_MERGE;
      resource(child, number).patch(PatchContext.of(type), child.edit.replace('\'', '"'));
    }
    return Optional.of(title(child));
  }

  /** What was deleted, if it is there. */
  Optional<String> delete(int number, int choice) {
    var child = ALL.get(choice % ALL.size());
    if (!isThere(child, number) || child.kind == Secret.class && !isWhole(number)) {
      return Optional.empty();
    }
    resource(child, number).delete();
    return Optional.of(title(child));
  }

  /**
   * Whether everything that was drawn is kept twice. Two accidents in a row, the second before the
   * first is mended, lose it: that is another story, which ends with SecretLost.
   */
  private boolean isWhole(int number) {
    var names = new Names(Specs.name(number));
    var keys = secret(names.keysSecret());
    var session = secret(names.sessionSecret());
    var store = secret(names.storeSecret());
    var copies = new HashMap<>(session);
    copies.put("password", store.getOrDefault("password", ""));
    if (Specs.isNeverManaged(number)) {
      copies.put("password", keys.getOrDefault("password", ""));
    }
    return !keys.isEmpty()
        && keys.entrySet().stream().allMatch(e -> e.getValue().equals(copies.get(e.getKey())));
  }

  private Map<String, String> secret(String name) {
    var secret = client.secrets().inNamespace(Town.NAMESPACE).withName(name).get();
    var seen =
        secret != null && !"edited".equals(secret.getMetadata().getLabels().get(Labels.COMPONENT));
    return seen && secret.getData() != null ? secret.getData() : Map.of();
  }

  /** A setting that a server that starts now can live with. */
  private void config(Child child, int number) {
    client
        .configMaps()
        .inNamespace(Town.NAMESPACE)
        .withName(child.name.apply(new Names(Specs.name(number))))
        .edit(
            live ->
                new ConfigMapBuilder(live)
                    .addToData("redis.conf", live.getData().get("redis.conf") + "timeout 99\n")
                    .build());
  }

  private boolean isThere(Child child, int number) {
    return resource(child, number).get() != null;
  }

  private Resource<? extends HasMetadata> resource(Child child, int number) {
    return client
        .resources(child.kind)
        .inNamespace(Town.NAMESPACE)
        .withName(child.name.apply(new Names(Specs.name(number))));
  }

  private static String title(Child child) {
    return child.kind.getSimpleName() + " " + child.name.apply(new Names("NAME"));
  }
}
