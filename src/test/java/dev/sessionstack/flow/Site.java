package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Sessions;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** A namespace for one test: what its user does there, and what they see. */
public final class Site implements AutoCloseable {

  /** The kinds that a stack is made of. */
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ServiceAccount.class,
          Secret.class,
          ConfigMap.class,
          Service.class,
          NetworkPolicy.class,
          StatefulSet.class,
          Deployment.class,
          PodDisruptionBudget.class,
          Ingress.class,
          HTTPRoute.class,
          HorizontalPodAutoscaler.class,
          PersistentVolumeClaim.class);

  private static final String USER = "test";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Cluster cluster;
  private final KubernetesClient client;
  private final String namespace = "site-" + COUNT.incrementAndGet();

  public Site(Cluster cluster) {
    this.cluster = cluster;
    this.client = cluster.client(USER);
    createNamespace();
  }

  /** Its namespace, anew where it was deleted. */
  public void createNamespace() {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  public String namespace() {
    return namespace;
  }

  /** Begins to delete the namespace, which something of somebody else's keeps from ending. */
  public void beginToDeleteNamespace() {
    finalizers("example.com/hold");
    client.namespaces().withName(namespace).delete();
  }

  /** Deletes what is in the namespace, as Kubernetes does meanwhile, and lets it end. */
  public void endNamespace() {
    objects().forEach(this::delete);
    client.resources(SessionStack.class).inNamespace(namespace).delete();
    client.secrets().inNamespace(namespace).delete();
    finalizers();
    eventually(() -> assertThat(client.namespaces().withName(namespace).get()).isNull());
  }

  /** The volume of a claim has grown, as its driver says it. */
  public void resized(String claim, String size) {
    try (var driver = cluster.client("driver")) {
      driver
          .persistentVolumeClaims()
          .inNamespace(namespace)
          .withName(claim)
          .editStatus(
              live ->
                  new PersistentVolumeClaimBuilder(live)
                      .editStatus()
                      .withCapacity(Map.of("storage", new Quantity(size)))
                      .endStatus()
                      .build());
    }
  }

  private void finalizers(String... finalizers) {
    client
        .namespaces()
        .withName(namespace)
        .edit(
            live -> {
              live.getMetadata().setFinalizers(List.of(finalizers));
              return live;
            });
  }

  /** Patience for what takes a moment; a test that needs all of it has failed. */
  public static ConditionFactory patience() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  public static void eventually(ThrowingRunnable assertion) {
    patience().untilAsserted(assertion);
  }

  /** As {@code kubectl apply --server-side} does. */
  public void apply(String yaml) {
    apply(Serialization.<HasMetadata>unmarshal(yaml));
  }

  public void apply(HasMetadata object) {
    client.resource(object).inNamespace(namespace).forceConflicts().serverSideApply();
  }

  /** One of the examples, which every reader of the repository tries first. */
  public void applyExample(String name) {
    try {
      apply(Files.readString(Path.of("examples", name + ".yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void applySecret(String name, Map<String, String> data) {
    apply(
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withStringData(data)
            .build());
  }

  /** Merges into the spec of a stack, as {@code kubectl patch --type merge} does. */
  public void patchSpec(String stack, String json) {
    client
        .resources(SessionStack.class)
        .inNamespace(namespace)
        .withName(stack)
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + json + "}");
  }

  /** What the status says of the sessions in the store, once it says anything. */
  public Sessions sessions(String stack) {
    return patience().until(() -> status(stack).sessions(), Objects::nonNull);
  }

  /** As {@code kubectl annotate} does. */
  public void annotate(String stack, String annotation, String value) {
    client
        .resources(SessionStack.class)
        .inNamespace(namespace)
        .withName(stack)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"annotations\": {\"%s\": \"%s\"}}}".formatted(annotation, value));
  }

  public void delete(HasMetadata object) {
    client.resource(object).inNamespace(namespace).delete();
  }

  public void deleteStack(String name) {
    client.resources(SessionStack.class).inNamespace(namespace).withName(name).delete();
  }

  /** Changes an object as {@code kubectl edit} does. */
  public <T extends HasMetadata> void edit(T object, Consumer<T> change) {
    client
        .resource(object)
        .edit(
            live -> {
              change.accept(live);
              return live;
            });
  }

  /** Writes the number of instances as an autoscaler does. */
  public void scale(String deployment, int replicas) {
    var target = client.apps().deployments().inNamespace(namespace).withName(deployment);
    var scale = target.scale();
    scale.getSpec().setReplicas(replicas);
    target.scale(scale);
  }

  /** How many instances a Deployment is to have. */
  public int replicas(String deployment) {
    return get(Deployment.class, deployment).getSpec().getReplicas();
  }

  /**
   * Writes a label of somebody else's onto an object: for the operator a reason to look, and no
   * reason to write. (Deployments count annotations as a new generation, but not labels.)
   */
  public void touch(HasMetadata object, String value) {
    edit(object, live -> live.getMetadata().getLabels().put("example.com/touched", value));
  }

  /** An object as a backup holds it. */
  public static <T extends HasMetadata> T backup(T object) {
    var metadata = object.getMetadata();
    object.setMetadata(
        new ObjectMetaBuilder()
            .withName(metadata.getName())
            .withLabels(metadata.getLabels())
            .build());
    return object;
  }

  public <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return Optional.ofNullable(client.resources(kind).inNamespace(namespace).withName(name).get());
  }

  public <T extends HasMetadata> T get(Class<T> kind, String name) {
    return find(kind, name)
        .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " " + name));
  }

  /** Waits until an object is there. */
  public <T extends HasMetadata> T await(Class<T> kind, String name) {
    return patience().until(() -> find(kind, name), Optional::isPresent).orElseThrow();
  }

  /** All objects of a kind. */
  public <T extends HasMetadata> List<T> all(Class<T> kind) {
    return client.resources(kind).inNamespace(namespace).list().getItems();
  }

  /** Names of all objects of a kind. */
  public List<String> names(Class<? extends HasMetadata> kind) {
    return all(kind).stream().map(object -> object.getMetadata().getName()).toList();
  }

  /** The image of the UI. */
  public String image(String deployment) {
    return get(Deployment.class, deployment)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getImage();
  }

  /** Who has ever written to an object. */
  public List<String> writers(String apiVersion, String kind, String name) {
    return client
        .genericKubernetesResources(apiVersion, kind)
        .inNamespace(namespace)
        .withName(name)
        .get()
        .getMetadata()
        .getManagedFields()
        .stream()
        .map(fields -> fields.getManager())
        .distinct()
        .toList();
  }

  /** What the operator has made here, and the volumes that were made for it. */
  public List<HasMetadata> objects() {
    return KINDS.stream()
        .filter(kind -> kind != HTTPRoute.class || client.supports(kind)) // where its CRD is
        .flatMap(
            kind ->
                client
                    .resources(kind)
                    .inNamespace(namespace)
                    .withLabel(Labels.MANAGED_BY, Labels.OPERATOR)
                    .list()
                    .getItems()
                    .stream())
        .map(HasMetadata.class::cast)
        .toList();
  }

  /** The same as {@code Kind name}. */
  public List<String> inventory() {
    return objects().stream().map(o -> o.getKind() + " " + o.getMetadata().getName()).toList();
  }

  public SessionStack stack(String name) {
    return get(SessionStack.class, name);
  }

  public SessionStackStatus status(String stack) {
    return Optional.ofNullable(stack(stack).getStatus())
        .orElseThrow(() -> new AssertionError("no status yet"));
  }

  public Condition condition(String stack, String type) {
    return status(stack).conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }

  /** All conditions as {@code Type=Status Reason}, once they speak of the spec as it is now. */
  public List<String> conditions(String name) {
    var stack = stack(name);
    var status = stack.getStatus();
    if (status == null
        || !stack.getMetadata().getGeneration().equals(status.observedGeneration())) {
      throw new AssertionError("the status does not speak of this generation yet");
    }
    return status.conditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  /** Waits until these conditions, and none else, are there. */
  public void awaitExactly(String stack, String... conditions) {
    eventually(() -> assertThat(conditions(stack)).containsExactlyInAnyOrder(conditions));
  }

  /** Waits until these conditions are among those that are there. */
  public void awaitAmong(String stack, String... conditions) {
    eventually(() -> assertThat(conditions(stack)).contains(conditions));
  }

  /** Waits until a stack serves just what its spec says, and nothing is left to do. */
  public void awaitReady(String stack) {
    eventually(
        () ->
            assertThat(conditions(stack))
                .contains("Ready=True Serving", "UIReady=True Serving")
                .noneMatch(c -> c.startsWith("Reconciling") || c.startsWith("Stalled")));
  }

  /** The reasons of the Events about a stack, with how many there are of each. */
  public Map<String, Long> events(String stack) {
    return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getRegarding().getName().equals(stack))
        .collect(Collectors.groupingBy(Event::getReason, Collectors.counting()));
  }

  /** Data of a Secret, as the API server keeps it. */
  public Map<String, String> secret(String name) {
    return get(Secret.class, name).getData();
  }

  /** What the operator wrote, or tried to write, here since {@link Cluster#mark}. */
  public List<String> operatorWrites(long mark) {
    return cluster.operatorWrites(mark, namespace);
  }

  /** The database of the tasks of a stack, as the app reaches it. */
  public RedisConsole broker(String stack) {
    var console = console(stack);
    console.redis().select(1);
    return console;
  }

  /** The store of a stack, as the app reaches it. */
  public RedisConsole console(String stack) {
    var server =
        cluster
            .kubelet()
            .server(namespace, stack)
            .orElseThrow(() -> new AssertionError("no server runs for " + stack));
    var password = Base64.getDecoder().decode(secret(stack + "-store").get("password"));
    return RedisConsole.of(server, new String(password, StandardCharsets.UTF_8));
  }

  /** As conditions write it. */
  public static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Override
  public void close() {
    client.resources(SessionRevocation.class).inNamespace(namespace).delete();
    client.resources(SessionStack.class).inNamespace(namespace).delete();
    eventually(() -> assertThat(client.pods().inNamespace(namespace).list().getItems()).isEmpty());
    client.close();
  }
}
