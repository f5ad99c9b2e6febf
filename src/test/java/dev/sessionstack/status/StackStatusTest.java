package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.parts.Fleet;
import dev.sessionstack.parts.Single;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.parts.edge.LiveEdge;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.store.BucketReport;
import dev.sessionstack.store.Reports;
import dev.sessionstack.store.SessionCount;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StackStatusTest {

  private static final Clock NOON = at("2026-01-01T12:00:00Z");
  private static final String MANAGED =
      "ui: {image: 'shop:1', replicas: 2}\nstore: {managed: {storage: {size: 1Gi}}}\n";
  private static final String BUCKET =
      MANAGED + "objectStorage: {bucket: files, credentialsSecretRef: {name: mine}}\n";
  private static final LiveEdge NOTHING = new LiveEdge(Optional.empty(), Optional.empty());
  private static final StoreInfo INFO =
      new StoreInfo("Redis 8.0.2", "master", Optional.of(10), 0, 0, false);
  private static final SessionCount COUNT = new SessionCount(12345, 1, 0, 7, 0);
  private static final StoreReport SERVING = new Serving(Optional.of(INFO), Optional.of(COUNT));

  @Test
  void all_is_well() {
    var status = of(facts(MANAGED, live(2, 2, 1), SERVING));
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
    assertThat(types(status))
        .as("what is abnormal is absent when it is not so")
        .containsExactly("Ready", "UIReady", "StoreReady", "StoreHealthy", "Exposed");
    assertThat(status.sessions().active()).as("three digits").isEqualTo(12300L);
    assertThat(status.url()).isEqualTo("http://shop-ui.default.svc/");
  }

  @Test
  void nothing_new_is_an_equal_status_and_a_change_keeps_other_times() {
    var first = of(facts(MANAGED, live(2, 2, 1), SERVING));
    var later = at("2026-01-01T13:00:00Z");
    assertThat(StackStatus.of(after(first, MANAGED, live(2, 2, 1), SERVING), later))
        .isEqualTo(first);
    assertThat(StackStatus.of(after(first, MANAGED, live(2, 2, 1), null), later))
        .as("an operator that has just started has nothing new to say")
        .isEqualTo(first);
    var down =
        StackStatus.of(
            after(first, MANAGED, live(2, 2, 1), new Failing(Reason.Unreachable, "x")), later);
    assertThat(condition(down, "StoreReady").getLastTransitionTime())
        .isEqualTo("2026-01-01T13:00:00Z");
    assertThat(condition(down, "UIReady").getLastTransitionTime())
        .isEqualTo("2026-01-01T12:00:00Z");
    assertThat(down.sessions()).as("the last figures stay").isEqualTo(first.sessions());
  }

  @Test
  void a_store_that_does_not_answer_makes_the_stack_not_ready() {
    var status =
        of(facts(MANAGED, live(2, 2, 1), new Failing(Reason.AuthenticationFailed, "refused")));
    assertThat(condition(status, "Ready"))
        .returns("False", Condition::getStatus)
        .returns("AuthenticationFailed", Condition::getReason);
    assertThat(condition(status, "StoreHealthy")).returns("Unknown", Condition::getStatus);
    assertThat(condition(status, "Reconciling")).isNotNull();
  }

  /** A pod that is gone is news before the next probe is. */
  @Test
  void an_old_report_does_not_hide_a_server_that_is_down() {
    var status = of(facts(MANAGED, live(2, 2, 0), SERVING));
    assertThat(condition(status, "StoreReady"))
        .returns("False", Condition::getStatus)
        .returns("Starting", Condition::getReason);
  }

  @Test
  void an_unhealthy_store_leaves_the_stack_ready() {
    var full = new StoreInfo("Redis 8.0.2", "master", Optional.of(85), 0, 0, false);
    var status =
        of(facts(MANAGED, live(2, 2, 1), new Serving(Optional.of(full), Optional.empty())));
    assertThat(condition(status, "StoreHealthy"))
        .returns("MemoryPressure", Condition::getReason)
        .returns("False", Condition::getStatus);
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  @Test
  void a_wrong_image_names_the_field_and_what_still_serves() {
    var status =
        of(
            new Facts(
                Given.plan(MANAGED),
                live(new Fleet(Optional.of(deployment(2, 1)), List.of(waiting("ErrImagePull"))), 1),
                NOTHING,
                heard(SERVING),
                List.of(),
                Optional.empty()));
    assertThat(condition(status, "Ready"))
        .as("the old instances serve")
        .returns("True", Condition::getStatus);
    assertThat(condition(status, "Reconciling")).isNotNull();
    assertThat(condition(status, "UIReady"))
        .returns("ImagePullBackOff", Condition::getReason)
        .satisfies(
            c ->
                assertThat(c.getMessage())
                    .startsWith("spec.ui.image: shop:missing")
                    .endsWith("(2 of 2 instances ready)"));
    assertThat(condition(status, "StoreReady")).returns("True", Condition::getStatus);
  }

  /** R17: what is wrong with one component is said of that one alone. */
  @Test
  void R17_a_refused_object_stalls_and_leaves_the_others() {
    var failure =
        new Failure(Component.UI, Failure.REJECTED, "Deployment shop-ui is refused", true);
    var status =
        of(
            new Facts(
                Given.plan(MANAGED),
                live(2, 2, 1),
                NOTHING,
                heard(SERVING),
                List.of(failure),
                Optional.empty()));
    assertThat(condition(status, "Stalled")).returns("Rejected", Condition::getReason);
    assertThat(condition(status, "UIReady")).returns("False", Condition::getStatus);
    assertThat(condition(status, "StoreReady")).returns("True", Condition::getStatus);
    assertThat(condition(status, "Reconciling")).as("waiting does not help").isNull();
  }

  @Test
  void a_hibernated_stack_is_asleep_and_not_in_progress() {
    var status = of(facts("mode: Hibernated\n" + MANAGED, live(0, 0, 0), null));
    assertThat(condition(status, "Ready")).returns("Hibernated", Condition::getReason);
    assertThat(condition(status, "Reconciling")).isNull();
    assertThat(types(status)).as("nobody asks a store that sleeps").doesNotContain("StoreHealthy");
  }

  @Test
  void a_ui_of_no_instances_is_not_ready() {
    var status =
        of(facts("ui: {image: 'shop:1', replicas: 0}\nstore: {memory: {}}", live(0, 0, 0), null));
    assertThat(condition(status, "Ready")).returns("ScaledToZero", Condition::getReason);
    assertThat(condition(status, "Reconciling")).isNull();
  }

  @Test
  void sessions_in_the_process_have_no_store_to_speak_of() {
    var status = of(facts("ui: {image: 'shop:1'}\nstore: {memory: {}}", live(1, 1, 0), null));
    assertThat(types(status)).doesNotContain("StoreHealthy");
    assertThat(status.store()).isNull();
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  @Test
  void what_is_risky_is_a_warning() {
    var status =
        of(facts("ui: {image: 'shop:1', replicas: 2}\nstore: {memory: {}}", live(2, 2, 0), null));
    assertThat(condition(status, "ConfigurationWarning"))
        .returns("AffinityNeeded", Condition::getReason);
  }

  @Test
  void a_stack_without_a_bucket_says_nothing_of_one() {
    assertThat(types(of(facts(MANAGED, live(2, 2, 1), SERVING))))
        .doesNotContain("ObjectStorageReady");
  }

  @Test
  void a_bucket_that_cannot_be_used_makes_the_stack_not_ready_and_names_the_field() {
    for (var reason : BucketReport.Reason.values()) {
      var status = of(bucket(BUCKET, new BucketReport.Failing(reason, "it is so")));
      assertThat(condition(status, "ObjectStorageReady"))
          .returns("False", Condition::getStatus)
          .returns(reason.name(), Condition::getReason)
          .satisfies(
              c ->
                  assertThat(c.getMessage())
                      .startsWith("spec.objectStorage.")
                      .contains(": it is so"));
      assertThat(condition(status, "Ready")).returns(reason.name(), Condition::getReason);
    }
  }

  @Test
  void a_bucket_that_is_reachable_is_said() {
    var status = of(bucket(BUCKET, new BucketReport.Reachable()));
    assertThat(condition(status, "ObjectStorageReady"))
        .returns("True", Condition::getStatus)
        .returns("BucketReachable", Condition::getReason);
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  /** Pods may well have rights that the operator has not. */
  @Test
  void a_bucket_that_is_not_verified_or_not_asked_yet_leaves_the_stack_ready() {
    for (var storage :
        List.of(
            "{bucket: files}",
            "{bucket: files, credentialsSecretRef: {name: mine}, verify: Disabled}")) {
      var status = of(bucket(MANAGED + "objectStorage: " + storage, null));
      assertThat(condition(status, "ObjectStorageReady"))
          .returns("Unknown", Condition::getStatus)
          .returns("NotVerified", Condition::getReason);
      assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
      assertThat(condition(status, "Reconciling")).isNull();
    }
    var status = of(bucket(BUCKET, null));
    assertThat(condition(status, "ObjectStorageReady")).returns("Probing", Condition::getReason);
    assertThat(condition(status, "Ready")).returns("True", Condition::getStatus);
  }

  @Test
  void what_was_said_of_a_bucket_stands_until_there_is_news() {
    var first = of(bucket(BUCKET, new BucketReport.Reachable()));
    var restarted =
        new Facts(
            Given.plan(BUCKET),
            live(2, 2, 1),
            NOTHING,
            heard(SERVING),
            List.of(),
            Optional.of(first));
    assertThat(StackStatus.of(restarted, at("2026-01-01T13:00:00Z"))).isEqualTo(first);
  }

  private static Facts bucket(String spec, BucketReport report) {
    return new Facts(
        Given.plan(spec),
        live(2, 2, 1),
        NOTHING,
        new Reports(Optional.of(SERVING), Optional.empty(), Optional.ofNullable(report)),
        List.of(),
        Optional.empty());
  }

  private static SessionStackStatus of(Facts facts) {
    return StackStatus.of(facts, NOON);
  }

  private static Facts facts(String spec, Workloads live, StoreReport report) {
    StackPlan plan = Given.plan(spec);
    return new Facts(plan, live, NOTHING, heard(report), List.of(), Optional.empty());
  }

  private static Reports heard(StoreReport report) {
    return new Reports(Optional.ofNullable(report), Optional.empty(), Optional.empty());
  }

  private static Facts after(
      SessionStackStatus previous, String spec, Workloads live, StoreReport report) {
    return new Facts(
        Given.plan(spec), live, NOTHING, heard(report), List.of(), Optional.of(previous));
  }

  private static Workloads live(int replicas, int ready, int redisReady) {
    return live(
        new Fleet(Optional.of(deployment(replicas, replicas, ready)), List.of()), redisReady);
  }

  private static Workloads live(Fleet ui, int redisReady) {
    return new Workloads(
        ui,
        Optional.of(service()),
        new Single(Optional.of(statefulSet(redisReady)), List.of()),
        Optional.empty(),
        Map.of(),
        Single.NONE,
        Map.of());
  }

  private static Deployment deployment(int replicas, int updated) {
    return new DeploymentBuilder(deployment(replicas, replicas, replicas))
        .editStatus()
        .withUpdatedReplicas(updated)
        .endStatus()
        .build();
  }

  private static Deployment deployment(int replicas, int updated, int ready) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("shop-ui")
        .withGeneration(1L)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .endSpec()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReplicas(replicas)
        .withUpdatedReplicas(updated)
        .withReadyReplicas(ready)
        .withAvailableReplicas(ready)
        .endStatus()
        .build();
  }

  private static StatefulSet statefulSet(int ready) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("shop-redis")
        .withGeneration(1L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(1L)
        .withReadyReplicas(ready)
        .withCurrentRevision("a")
        .withUpdateRevision("a")
        .endStatus()
        .build();
  }

  private static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("shop-ui")
        .withNamespace("default")
        .endMetadata()
        .build();
  }

  private static Pod waiting(String reason) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("shop-ui-1")
        .withCreationTimestamp("2026-01-01T11:00:00Z")
        .endMetadata()
        .withNewStatus()
        .addNewContainerStatus()
        .withName("ui")
        .withImage("shop:missing")
        .withNewState()
        .withNewWaiting()
        .withReason(reason)
        .endWaiting()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Condition condition(SessionStackStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .findFirst()
        .orElse(null);
  }

  private static List<String> types(SessionStackStatus status) {
    return status.conditions().stream().map(Condition::getType).toList();
  }

  private static Clock at(String time) {
    return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
  }
}
