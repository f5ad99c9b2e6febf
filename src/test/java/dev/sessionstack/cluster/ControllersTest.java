package dev.sessionstack.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControllersTest {
  private final Set<String> unpullable = ConcurrentHashMap.newKeySet();
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private FakeApiServer server;
  private KubernetesClient client;
  private Controllers controllers;

  @BeforeEach
  void start() {
    server = FakeApiServer.start();
    client = server.client();
    controllers = Controllers.with(client).kubelet(new Recorder()).start();
  }

  @AfterEach
  void stop() {
    controllers.close();
    client.close();
    server.close();
  }

  @Test
  void aDeploymentGetsReadyPods() {
    client.resource(deployment("image:1", 2)).create();

    awaitReady(2);

    assertThat(pods("app")).hasSize(2).allMatch(Nodes::ready);
    var status = client.apps().deployments().withName("app").get().getStatus();
    assertThat(status.getObservedGeneration()).isEqualTo(1);
    assertThat(status.getConditions())
        .anyMatch(c -> c.getType().equals("Available") && c.getStatus().equals("True"));
  }

  @Test
  void aDeploymentScalesDown() {
    client.resource(deployment("image:1", 3)).create();
    awaitReady(3);

    client.apps().deployments().withName("app").scale(1);

    awaitReady(1);
    await().untilAsserted(() -> assertThat(running).hasSize(1));
  }

  @Test
  void aNewTemplateReplacesThePods() {
    client.resource(deployment("image:1", 2)).create();
    awaitReady(2);
    var before = names(pods("app"));

    setImage("image:2");

    await()
        .untilAsserted(
            () -> {
              assertThat(pods("app")).hasSize(2).allMatch(pod -> image(pod).equals("image:2"));
              assertThat(names(pods("app"))).doesNotContainAnyElementsOf(before);
              assertThat(readyReplicas()).isEqualTo(2);
            });
  }

  @Test
  void anImageThatCanNotBePulledStopsTheRollout() {
    client.resource(deployment("image:1", 2)).create();
    awaitReady(2);
    unpullable.add("image:2");

    setImage("image:2");

    await()
        .untilAsserted(
            () -> assertThat(pods("app")).anyMatch(pod -> waiting(pod).equals("ImagePullBackOff")));
    assertThat(readyReplicas()).isEqualTo(2);

    unpullable.clear();
    pods("app").forEach(pod -> controllers.recheck("default", pod.getMetadata().getName()));

    await()
        .untilAsserted(
            () -> assertThat(pods("app")).hasSize(2).allMatch(pod -> image(pod).equals("image:2")));
  }

  @Test
  void aStatefulSetHasNumberedPodsWithClaims() {
    client.resource(statefulSet("image:1")).create();

    await()
        .untilAsserted(
            () -> {
              assertThat(names(pods("db"))).containsExactly("db-0", "db-1");
              var status = client.apps().statefulSets().withName("db").get().getStatus();
              assertThat(status.getReadyReplicas()).isEqualTo(2);
              assertThat(status.getCurrentRevision()).isEqualTo(status.getUpdateRevision());
              assertThat(client.persistentVolumeClaims().list().getItems())
                  .hasSize(2)
                  .allMatch(claim -> claim.getStatus().getPhase().equals("Bound"))
                  .allMatch(claim -> claim.getMetadata().getLabels().get("app").equals("db"))
                  .allMatch(claim -> claim.getMetadata().getOwnerReferences().isEmpty());
            });

    client.resource(statefulSet("image:2")).fieldManager("test").forceConflicts().serverSideApply();

    await()
        .untilAsserted(
            () ->
                assertThat(pods("db"))
                    .hasSize(2)
                    .allMatch(pod -> image(pod).equals("image:2") && Nodes.ready(pod)));
  }

  @Test
  void aDeletedPodComesBack() {
    client.resource(deployment("image:1", 1)).create();
    awaitReady(1);
    var first = pods("app").get(0);

    client.resource(first).delete();

    await()
        .untilAsserted(
            () ->
                assertThat(pods("app"))
                    .singleElement()
                    .matches(Nodes::ready)
                    .doesNotReturn(
                        first.getMetadata().getUid(), pod -> pod.getMetadata().getUid()));
  }

  @Test
  void aPodThatHadToWaitIsTriedAgain() {
    unpullable.add("image:1");
    client.resource(deployment("image:1", 1)).create();
    await().until(() -> pods("app").stream().anyMatch(pod -> !waiting(pod).isEmpty()));
    unpullable.clear();
    awaitReady(1);
  }

  @Test
  void nothingIsWrittenWhenAllIsWell() {
    client.resource(deployment("image:1", 2)).create();
    client.resource(statefulSet("image:1")).create();
    awaitReady(2);
    await().untilAsserted(() -> assertThat(running).hasSize(4));
    await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .apps()
                            .statefulSets()
                            .withName("db")
                            .get()
                            .getStatus()
                            .getReadyReplicas())
                    .isEqualTo(2));
    // The last status may still be on its way, so it is a whole second in which nothing is written.
    var mark = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(30))
        .until(() -> mark.getAndSet(server.writes()) == server.writes());
  }

  private final class Recorder implements Kubelet {
    @Override
    public PodState start(Pod pod) {
      if (unpullable.contains(image(pod))) {
        return PodState.waiting("ImagePullBackOff", "Back-off pulling image");
      }
      running.add(pod.getMetadata().getUid());
      return PodState.running("127.0.0.1");
    }

    @Override
    public void stop(Pod pod) {
      running.remove(pod.getMetadata().getUid());
    }
  }

  private void awaitReady(int count) {
    await()
        .untilAsserted(
            () -> {
              assertThat(readyReplicas()).isEqualTo(count);
              assertThat(pods("app")).hasSize(count);
            });
  }

  private Integer readyReplicas() {
    return client.apps().deployments().withName("app").get().getStatus().getReadyReplicas();
  }

  private void setImage(String image) {
    client
        .apps()
        .deployments()
        .withName("app")
        .edit(
            live ->
                new DeploymentBuilder(live)
                    .editSpec()
                    .editTemplate()
                    .editSpec()
                    .editFirstContainer()
                    .withImage(image)
                    .endContainer()
                    .endSpec()
                    .endTemplate()
                    .endSpec()
                    .build());
  }

  private List<Pod> pods(String app) {
    return client.pods().withLabel("app", app).list().getItems();
  }

  private static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).toList();
  }

  private static String image(Pod pod) {
    return pod.getSpec().getContainers().get(0).getImage();
  }

  private static String waiting(Pod pod) {
    var statuses = pod.getStatus().getContainerStatuses();
    return statuses.isEmpty() || statuses.get(0).getState().getWaiting() == null
        ? ""
        : statuses.get(0).getState().getWaiting().getReason();
  }

  private static Deployment deployment(String image, int replicas) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app, namespace: default}
        spec:
          replicas: %d
          selector: {matchLabels: {app: app}}
          template:
            metadata: {labels: {app: app}}
            spec: {containers: [{name: main, image: "%s"}]}
        """
            .formatted(replicas, image),
        Deployment.class);
  }

  private static StatefulSet statefulSet(String image) {
    return Serialization.unmarshal(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: default}
        spec:
          replicas: 2
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: main, image: "%s"}]}
          volumeClaimTemplates:
            - metadata: {name: data}
              spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        """
            .formatted(image),
        StatefulSet.class);
  }
}
