package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.flow.Site;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that can happen to stacks in their lives: every kind of object is made, edited, deleted by
 * others, in the way, and given up.
 */
final class Life {

  private static final String HEAD =
      """
      apiVersion: sessionstack.dev/v1alpha1
      kind: SessionStack
      metadata: {name: %s}
      spec:
      """;

  private static final String EVERYTHING =
      """
        ui:
          image: "app:1"
          resources: {requests: {cpu: 100m}}
          autoscaling: {minReplicas: 2, maxReplicas: 4}
          envFrom: [{secretRef: {name: settings}}, {configMapRef: {name: options}}]
        store: {managed: {storage: {size: 1Gi}}}
        workers:
          - {name: a, app: shop, replicas: 2}
          - {name: b, app: shop, queues: [b], autoscaling: {minReplicas: 1, maxReplicas: 3}}
        scheduler: {app: shop}
        backend: {image: "api:1", replicas: 2}
        modelServer: {image: "model:1", replicas: 2}
        loadBalancer:
          host: shop.example.com
      """;

  static final String GATEWAY = "    gateway: {parentRefs: [{name: public}]}\n";
  static final String INGRESS = "    ingress: {className: traefik}\n";

  private final Site site;

  Life(Site site) {
    this.site = site;
  }

  /** What belongs to the cluster and comes before any stack. */
  static void prepare(KubernetesClient admin) {
    HasMetadata routes =
        admin
            .load(Life.class.getResourceAsStream("/gateway-api/httproutes-experimental.yaml"))
            .items()
            .get(0);
    admin.resource(routes).serverSideApply();
    admin
        .resource(
            new IngressClassBuilder()
                .withNewMetadata()
                .withName("traefik")
                .endMetadata()
                .withNewSpec()
                .withController("traefik.io/ingress-controller")
                .endSpec()
                .build())
        .create();
  }

  /** The user's own. */
  void referenced() {
    site.applySecret("settings", Map.of("COLOUR", "a-colour-that-nobody-may-see"));
    site.applySecret(
        "keys",
        Map.of(
            "JWT_SECRET", "jwt-secret-that-nobody-may-ever-see-1234",
            "SECRET_KEY", "secret-key-that-nobody-may-see",
            "CSRF_SECRET", "csrf-secret-that-nobody-may-see"));
    site.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: options}
        data: {SIZE: large}
        """);
  }

  void everything(String stack, String edge) {
    site.apply(HEAD.formatted(stack) + EVERYTHING + edge);
  }

  /** What others do to what the stack is made of; all its Secrets at once would be lost. */
  void childrenAreDeletedAndEdited(String stack) {
    for (var child : site.objects()) {
      if (!(child instanceof PersistentVolumeClaim) && !(child instanceof Secret)) {
        site.delete(child);
      }
    }
    site.delete(site.get(Secret.class, stack + "-keys"));
    Site.eventually(() -> assertThat(site.find(Secret.class, stack + "-keys")).isPresent());
    site.applySecret("settings", Map.of("COLOUR", "another-colour-that-nobody-may-see"));
  }

  /** All that is there is of somebody else's, and then is not any more. */
  void somebodyElsesObjectsAreInTheWay(List<HasMetadata> objects, String stack, String edge) {
    var foreign = objects.stream().filter(o -> !(o instanceof PersistentVolumeClaim)).toList();
    for (var object : foreign) {
      if (object instanceof Service service && !"None".equals(service.getSpec().getClusterIP())) {
        service.getSpec().setClusterIP(null); // which somebody may have by now
        service.getSpec().setClusterIPs(null);
      }
      if (object instanceof StatefulSet store) {
        store.getSpec().setReplicas(0); // a volume without its keys would be another trouble
      }
      object.setMetadata(
          new ObjectMetaBuilder()
              .withName(object.getMetadata().getName())
              .addToLabels("somebody", "else")
              .build());
      site.apply(object);
    }
    everything(stack, edge);
    site.awaitAmong(stack, "Stalled=True NameTaken");
    // Workloads are tried when what they need is there.
    var workloads = foreign.stream().filter(Life::isWorkload).toList();
    foreign.stream().filter(object -> !isWorkload(object)).forEach(site::delete);
    site.patchSpec(stack, "{\"session\": {\"ttl\": \"20m\"}}");
    Site.eventually(
        () -> {
          var message = site.condition(stack, "Stalled").getMessage();
          for (var object : workloads) {
            assertThat(message).contains(object.getKind() + " " + object.getMetadata().getName());
          }
        });
    workloads.forEach(site::delete);
    site.patchSpec(stack, "{\"session\": {\"ttl\": \"25m\"}}");
    site.awaitAmong(stack, "UIReady=True Serving");
  }

  private static boolean isWorkload(HasMetadata object) {
    return object instanceof Deployment || object instanceof StatefulSet;
  }

  /** Everything that can be switched off. */
  void everythingIsGivenUp(String stack) {
    site.patchSpec(
        stack,
        """
        {"ui": {"autoscaling": null},
         "session": {"secretRef": {"name": "keys"}},
         "store": {"managed": null, "memory": {}},
         "workers": null, "scheduler": null, "backend": null, "modelServer": null,
         "loadBalancer": null,
         "networkPolicy": "Disabled", "podDisruptionBudget": "Disabled",
         "podDefaults": {"serviceAccountName": "mine"}}
        """);
    Site.eventually(
        () ->
            assertThat(site.objects())
                .filteredOn(o -> stack.equals(o.getMetadata().getLabels().get(Labels.INSTANCE)))
                .extracting(o -> o.getKind() + " " + o.getMetadata().getName())
                .containsExactlyInAnyOrder(
                    "Secret " + stack + "-keys",
                    "Service " + stack + "-ui",
                    "Deployment " + stack + "-ui",
                    "PersistentVolumeClaim data-" + stack + "-redis-0"));
  }

  void hibernatesAndWakes(String stack) {
    site.patchSpec(stack, "{\"mode\": \"Hibernated\"}");
    Site.eventually(() -> assertThat(site.replicas(stack + "-ui")).isZero());
    site.patchSpec(stack, "{\"mode\": \"Running\"}");
    Site.eventually(() -> assertThat(site.replicas(stack + "-ui")).isPositive());
  }

  void sessionsAreRevoked(String stack) {
    try (var redis = site.console(stack)) {
      redis.session("a1", "ada", Duration.ofMinutes(10), true);
    }
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionRevocation
        metadata: {name: out}
        spec: {stackName: %s, user: ada, ttlAfterFinished: 1s}
        """
            .formatted(stack));
    Site.eventually(() -> assertThat(site.find(SessionRevocation.class, "out")).isEmpty());
  }
}
