package dev.sessionstack.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.cluster.Kind.Column;
import dev.sessionstack.cluster.Kind.Trait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds that this server serves: Kubernetes' own, and those of the CRDs it was given. */
final class Kinds {
  /** apiVersion, kind, plural, short names, traits. */
  private static final String BUILT_IN =
      """
      v1 ConfigMap configmaps cm -
      v1 Endpoints endpoints ep -
      v1 Event events ev -
      v1 LimitRange limitranges limits -
      v1 Namespace namespaces ns cluster,status
      v1 Node nodes no cluster,status
      v1 PersistentVolumeClaim persistentvolumeclaims pvc status
      v1 PersistentVolume persistentvolumes pv cluster,status
      v1 Pod pods po status,generation
      v1 ResourceQuota resourcequotas quota status
      v1 Secret secrets - -
      v1 ServiceAccount serviceaccounts sa -
      v1 Service services svc status
      apps/v1 ControllerRevision controllerrevisions - -
      apps/v1 DaemonSet daemonsets ds status,generation
      apps/v1 Deployment deployments deploy status,generation
      apps/v1 ReplicaSet replicasets rs status,generation
      apps/v1 StatefulSet statefulsets sts status,generation
      autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers hpa status
      batch/v1 CronJob cronjobs cj status,generation
      batch/v1 Job jobs - status,generation
      coordination.k8s.io/v1 Lease leases - -
      discovery.k8s.io/v1 EndpointSlice endpointslices - generation
      events.k8s.io/v1 Event events ev -
      networking.k8s.io/v1 Ingress ingresses ing status,generation
      networking.k8s.io/v1 IngressClass ingressclasses - cluster,generation
      networking.k8s.io/v1 NetworkPolicy networkpolicies netpol generation
      policy/v1 PodDisruptionBudget poddisruptionbudgets pdb status,generation
      rbac.authorization.k8s.io/v1 ClusterRole clusterroles - cluster
      rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings - cluster
      rbac.authorization.k8s.io/v1 Role roles - -
      rbac.authorization.k8s.io/v1 RoleBinding rolebindings - -
      scheduling.k8s.io/v1 PriorityClass priorityclasses pc cluster,generation
      storage.k8s.io/v1 StorageClass storageclasses sc cluster
      apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions crd,crds cluster,status,generation
      """;

  private static final Set<String> IN_ALL =
      Set.of(
          "Pod",
          "Service",
          "DaemonSet",
          "Deployment",
          "ReplicaSet",
          "StatefulSet",
          "HorizontalPodAutoscaler",
          "CronJob",
          "Job");

  private static final Set<String> SCALABLE = Set.of("Deployment", "ReplicaSet", "StatefulSet");

  private static final JsonNode SCALE =
      Json.object()
          .put("specReplicasPath", ".spec.replicas")
          .put("statusReplicasPath", ".status.replicas");

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  Kinds() {
    BUILT_IN.lines().map(Kinds::builtIn).forEach(this::add);
  }

  private static Kind builtIn(String line) {
    var words = line.split(" ");
    var slash = words[0].indexOf('/');
    var traits = EnumSet.noneOf(Trait.class);
    for (var trait : list(words[4])) {
      traits.add(Trait.valueOf(trait.toUpperCase(Locale.ROOT)));
    }
    return new Kind(
        slash < 0 ? "" : words[0].substring(0, slash),
        words[0].substring(slash + 1),
        words[1],
        words[2],
        list(words[3]),
        IN_ALL.contains(words[1]) ? List.of("all") : List.of(),
        traits,
        SCALABLE.contains(words[1]) ? SCALE : MissingNode.getInstance(),
        MissingNode.getInstance(),
        Columns.of(words[1]));
  }

  private static List<String> list(String words) {
    return words.equals("-") ? List.of() : List.of(words.split(","));
  }

  private void add(Kind kind) {
    kinds.put(kind.apiVersion() + "/" + kind.plural(), kind);
  }

  Optional<Kind> find(String group, String version, String plural) {
    var apiVersion = group.isEmpty() ? version : group + "/" + version;
    return Optional.ofNullable(kinds.get(apiVersion + "/" + plural));
  }

  Collection<Kind> all() {
    return kinds.values();
  }

  void remove(JsonNode crd) {
    var spec = crd.path("spec");
    kinds
        .values()
        .removeIf(
            kind ->
                kind.has(Trait.CUSTOM)
                    && kind.group().equals(Json.text(spec, "group"))
                    && kind.plural().equals(Json.text(spec, "names", "plural")));
  }

  /** Serves the kind that a CRD declares, in all its served versions. */
  void serve(ObjectNode crd) {
    remove(crd);
    var spec = crd.path("spec");
    var names = spec.path("names");
    for (var version : spec.path("versions")) {
      if (!version.path("served").asBoolean()) {
        continue;
      }
      var traits = EnumSet.of(Trait.CUSTOM, Trait.GENERATION);
      if (Json.text(spec, "scope").equals("Cluster")) {
        traits.add(Trait.CLUSTER);
      }
      if (version.path("subresources").has("status")) {
        traits.add(Trait.STATUS);
      }
      add(
          new Kind(
              Json.text(spec, "group"),
              Json.text(version, "name"),
              Json.text(names, "kind"),
              Json.text(names, "plural"),
              texts(names.path("shortNames")),
              texts(names.path("categories")),
              traits,
              version.path("subresources").path("scale"),
              Json.at(version, "schema", "openAPIV3Schema"),
              columns(version.path("additionalPrinterColumns"))));
    }
  }

  private static List<Column> columns(JsonNode declared) {
    var columns = new ArrayList<Column>();
    columns.add(new Column("Name", "string", "name", 0, ".metadata.name"));
    for (var column : declared) {
      columns.add(
          new Column(
              Json.text(column, "name"),
              Json.text(column, "type"),
              Json.text(column, "format"),
              column.path("priority").asInt(),
              Json.text(column, "jsonPath")));
    }
    if (declared.isEmpty()) {
      columns.add(new Column("Age", "date", "", 0, ".metadata.creationTimestamp"));
    }
    return columns;
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
