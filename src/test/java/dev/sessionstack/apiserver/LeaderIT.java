package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.apiserver.AuditLog.Request;
import dev.sessionstack.apiserver.Installation.Instance;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two instances of the packaged operator: one works, one waits, and nothing is done twice when they
 * take turns, however the first one ends.
 */
@NeedsApiServer
class LeaderIT {

  private static Installation cluster;

  /** What each Secret has ever held, by its name. */
  private static final Map<String, Set<String>> DRAWN = new ConcurrentHashMap<>();

  private final List<Instance> instances = new ArrayList<>();
  private long mark;

  @BeforeAll
  static void install() {
    cluster = new Installation("leader", List.of("manifests"), "crash", "pause", "rollout");
    cluster.admin.secrets().inAnyNamespace().inform(noting());
  }

  @AfterEach
  void end() {
    instances.forEach(instance -> instance.process().close());
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void r21_killed_leader_is_followed_and_nothing_is_done_twice() {
    var first = leader("crash-1");
    var second = follower("crash-2");
    assertThat(cluster.metrics(first)).contains("\nsessionstack_stacks ");
    assertThat(cluster.metrics(second))
        .contains("sessionstack_leader 0.0")
        .doesNotContain("sessionstack_stacks");

    create("crash", 0, 20);
    Installation.patience().until(() -> creations(first) >= 10);
    first.process().kill();
    IntStream.range(0, 5).forEach(number -> edit("crash", number));
    create("crash", 20, 25);

    awaitServed("crash", 25);
    assertThat(cluster.leads(second)).isTrue();
    assertThat(cluster.metrics(second)).contains("\nsessionstack_stacks ");
    assertEdited("crash", 5);
    assertNothingTwice(first, second);
  }

  /** It wakes to a crowd of events, of which it has not heard yet that another has seen to them. */
  @Test
  void paused_leader_ends_when_it_wakes_and_writes_nothing_more() {
    var first = leader("pause-1");
    var second = follower("pause-2");
    create("pause", 0, 30);
    awaitServed("pause", 30);
    awaitRest(first);

    first.process().signal("STOP");
    IntStream.range(0, 30).forEach(number -> edit("pause", number));
    awaitServed("pause", 30);
    assertThat(cluster.leads(second)).isTrue();
    var woken = Instant.now();
    first.process().signal("CONT");

    Installation.patience().until(() -> first.process().exitCode().isPresent());
    assertThat(first.process().exitCode()).hasValue(1);
    assertThat(writes(first)).isNotEmpty().noneMatch(write -> write.at().isAfter(woken));
    assertEdited("pause", 30);
    assertNothingTwice(first, second);
  }

  @Test
  void leader_that_is_asked_to_end_finishes_what_it_does_and_gives_its_lease_back()
      throws Exception {
    var first = leader("rollout-1");
    var second = follower("rollout-2");

    create("rollout", 0, 20);
    Installation.patience().until(() -> creations(first) >= 10);
    first.process().signal("TERM");

    Installation.patience().until(() -> first.process().exitCode().isPresent());
    assertThat(first.process().exitCode()).hasValue(143);
    assertThat(Files.readString(first.log()))
        .contains("gave the lease sessionstack-system/sessionstack-operator back")
        .doesNotContain("Exception")
        .doesNotContain(" ERROR ");
    awaitServed("rollout", 20);
    assertThat(cluster.leads(second)).isTrue();
    assertNothingTwice(first, second);
  }

  private Instance leader(String name) {
    var instance = start(name);
    Installation.patience().until(() -> cluster.leads(instance));
    mark = cluster.audit().size();
    return instance;
  }

  private Instance follower(String name) {
    var instance = start(name);
    cluster.awaitReady(instance);
    return instance;
  }

  private Instance start(String name) {
    var instance = cluster.operator(name, "manifests", Map.of());
    instances.add(instance);
    return instance;
  }

  private static void create(String namespace, int from, int to) {
    IntStream.range(from, to)
        .forEach(number -> cluster.createStack(namespace, "stack-" + number, Map.of()));
  }

  private static void edit(String namespace, int number) {
    cluster
        .stack(namespace, "stack-" + number)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"ui\": {\"image\": \"shop:2\"}}}");
  }

  private static void assertEdited(String namespace, int count) {
    for (var number = 0; number < count; number++) {
      var ui = cluster.admin.resources(Deployment.class).inNamespace(namespace);
      assertThat(ui.withName("stack-" + number + "-ui").get().getSpec().getTemplate().getSpec())
          .satisfies(pod -> assertThat(pod.getContainers().get(0).getImage()).isEqualTo("shop:2"));
    }
  }

  private static void awaitServed(String namespace, int count) {
    Installation.patience()
        .until(
            () ->
                IntStream.range(0, count)
                    .allMatch(number -> cluster.isServed(namespace, "stack-" + number)));
  }

  /** Until it has written nothing for a while: what is on its way cannot be called back. */
  private void awaitRest(Instance instance) {
    var before = new AtomicInteger(-1);
    Installation.patience()
        .pollInterval(Duration.ofSeconds(3))
        .until(
            () -> {
              var now = writes(instance).size();
              return before.getAndSet(now) == now;
            });
  }

  private long creations(Instance instance) {
    return writes(instance).stream().filter(Request::isCreation).count();
  }

  /** What an instance wrote, but for its lease. */
  private List<Request> writes(Instance instance) {
    return cluster.audit().since(mark).stream()
        .filter(request -> request.credential().equals(instance.credential()))
        .filter(Request::isWrite)
        .filter(request -> !request.resource().equals("leases"))
        .filter(request -> !request.resource().equals("selfsubjectrulesreviews"))
        .toList();
  }

  private void assertNothingTwice(Instance first, Instance second) {
    var last = writes(first).stream().map(Request::at).max(Instant::compareTo).orElseThrow();
    assertThat(writes(second)).isNotEmpty().allMatch(write -> write.at().isAfter(last));
    var created =
        cluster.audit().since(mark).stream()
            .filter(Request::isCreation)
            .filter(request -> !request.resource().equals("events"))
            .filter(request -> !request.namespace().isEmpty())
            .collect(Collectors.groupingBy(Request::object, Collectors.counting()));
    assertThat(created).isNotEmpty().allSatisfy((object, times) -> assertThat(times).isOne());
    assertThat(DRAWN)
        .isNotEmpty()
        .allSatisfy((secret, contents) -> assertThat(contents).as(secret).hasSize(1));
    assertThat(cluster.audit().forbidden()).isEmpty();
  }

  private static ResourceEventHandler<Secret> noting() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(Secret secret) {
        var meta = secret.getMetadata();
        DRAWN
            .computeIfAbsent(
                meta.getNamespace() + "/" + meta.getName(), name -> ConcurrentHashMap.newKeySet())
            .add(String.valueOf(secret.getData()));
      }

      @Override
      public void onUpdate(Secret before, Secret now) {
        onAdd(now);
      }

      @Override
      public void onDelete(Secret secret, boolean unknown) {}
    };
  }
}
