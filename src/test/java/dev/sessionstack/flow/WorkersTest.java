package dev.sessionstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers, scheduler, backend and model server beside the UI. */
@QuarkusTest
@WithTestResource(FakeCluster.class)
class WorkersTest extends Flow {

  @BeforeEach
  void wholeStack() {
    site.apply(TaskStack.YAML);
    site.awaitExactly("shop", TaskStack.WELL);
  }

  /** R2. */
  @Test
  void stackWithAllOfItWritesNothingInItsSecondPass() {
    assertThat(site.inventory())
        .contains(
            "Deployment shop-worker-a",
            "Deployment shop-worker-b",
            "PodDisruptionBudget shop-worker-a",
            "NetworkPolicy shop-worker",
            "StatefulSet shop-scheduler",
            "Deployment shop-backend",
            "Service shop-backend",
            "NetworkPolicy shop-backend",
            "PodDisruptionBudget shop-model-server");
    Site.eventually(() -> assertThat(site.status("shop").queued()).isZero());
    assertThat(site.status("shop").workers())
        .allSatisfy(worker -> assertThat(worker.readyReplicas()).isEqualTo(2));
    var children = site.objects();
    awaitRest();
    var mark = cluster.mark();
    var before = passes();

    children.forEach(child -> site.touch(child, "twice"));

    awaitPasses(before, 1);
    awaitRest();
    assertThat(site.operatorWrites(mark)).isEmpty();
  }

  @Test
  void poolThatIsRemovedTakesItsOwnObjectsAlongAndNothingElse() {
    var before = site.inventory();

    site.patchSpec(
        "shop",
        "{\"workers\": [{\"name\": \"b\", \"app\": \"shop\", \"queues\": [\"b\"], \"replicas\": 2}]}");

    awaitOnly(before, "Deployment shop-worker-a", "PodDisruptionBudget shop-worker-a");
    site.awaitExactly("shop", TaskStack.WELL);
  }

  @ParameterizedTest
  @CsvSource({
    "scheduler, StatefulSet shop-scheduler",
    "backend, Deployment shop-backend|Service shop-backend|NetworkPolicy shop-backend"
        + "|PodDisruptionBudget shop-backend",
    "modelServer, Deployment shop-model-server|Service shop-model-server"
        + "|NetworkPolicy shop-model-server|PodDisruptionBudget shop-model-server",
    "workers, Deployment shop-worker-a|Deployment shop-worker-b|PodDisruptionBudget shop-worker-a"
        + "|PodDisruptionBudget shop-worker-b"
  })
  void sectionThatIsRemovedTakesItsOwnObjectsAlongAndNothingElse(String section, String objects) {
    var before = site.inventory();

    site.patchSpec("shop", "{\"" + section + "\": null}");

    awaitOnly(before, objects.split("\\|"));
    site.awaitReady("shop");
  }

  @Test
  void policyOfWorkersGoesWithTheLastThatItSpeaksOf() {
    site.patchSpec("shop", "{\"workers\": null, \"scheduler\": null}");

    Site.eventually(
        () ->
            assertThat(site.inventory())
                .contains("NetworkPolicy shop-redis")
                .noneMatch(o -> o.contains("shop-worker") || o.contains("shop-scheduler")));
    site.awaitReady("shop");
    assertThat(site.secret("shop-store")).doesNotContainKey("CELERY_BROKER_URL");
  }

  /** R27. */
  @Test
  void everyDeletedChildReturns() {
    var children =
        site.objects().stream()
            .filter(o -> o.getMetadata().getName().matches("shop-(worker|sched|back|model).*"))
            .toList();
    assertThat(children).hasSize(14);
    for (HasMetadata child : children) {
      site.delete(child);
      Site.eventually(
          () ->
              assertThat(
                      site.get(child.getClass(), child.getMetadata().getName())
                          .getMetadata()
                          .getUid())
                  .isNotEqualTo(child.getMetadata().getUid()));
    }
    site.awaitExactly("shop", TaskStack.WELL);
  }

  @Test
  void pausedStackIsNotChanged() {
    site.patchSpec("shop", "{\"mode\": \"Paused\"}");
    site.awaitExactly("shop", TaskStack.WELL);
    var mark = cluster.mark();

    site.delete(site.get(Deployment.class, "shop-worker-a"));
    site.patchSpec("shop", "{\"backend\": null}");

    site.awaitAmong("shop", "WorkersReady=False Creating", "Ready=False Creating");
    assertThat(site.operatorWrites(mark))
        .allMatch(w -> w.contains("/shop/status") || w.contains("/events "));
    assertThat(site.find(Deployment.class, "shop-worker-a")).isEmpty();
    assertThat(site.find(Deployment.class, "shop-backend")).isPresent();

    site.patchSpec("shop", "{\"mode\": \"Running\"}");

    site.awaitAmong("shop", "WorkersReady=True Serving", "Ready=True Serving");
    Site.eventually(() -> assertThat(site.find(Deployment.class, "shop-backend")).isEmpty());
  }

  @Test
  void hibernatedStackHasNoPodsAndWakes() {
    site.patchSpec("shop", "{\"mode\": \"Hibernated\"}");

    Site.eventually(() -> assertThat(site.names(Pod.class)).isEmpty());
    Site.eventually(
        () ->
            assertThat(site.conditions("shop"))
                .contains(
                    "WorkersReady=False Hibernated",
                    "SchedulerReady=False Hibernated",
                    "BackendReady=False Hibernated",
                    "ModelServerReady=False Hibernated",
                    "Ready=False Hibernated")
                .noneMatch(c -> c.startsWith("Reconciling") || c.startsWith("Stalled")));
    assertThat(site.get(StatefulSet.class, "shop-scheduler").getSpec().getReplicas()).isZero();

    site.patchSpec("shop", "{\"mode\": \"Running\"}");

    site.awaitExactly("shop", TaskStack.WELL);
  }

  private void awaitOnly(List<String> before, String... gone) {
    var rest = before.stream().filter(o -> !List.of(gone).contains(o)).toList();
    assertThat(rest).hasSize(before.size() - gone.length);
    Site.eventually(() -> assertThat(site.inventory()).containsExactlyInAnyOrderElementsOf(rest));
  }
}
