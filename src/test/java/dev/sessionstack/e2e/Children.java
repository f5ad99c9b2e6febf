package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the operator has made in a namespace, and whether it is left alone. */
final class Children {

  private final RealCluster cluster;

  Children(RealCluster cluster) {
    this.cluster = cluster;
  }

  /** Without pods and claims, which controllers of Kubernetes make. */
  List<? extends HasMetadata> all() {
    return Leftovers.objects(cluster)
        .filter(o -> !(o instanceof Pod) && !(o instanceof PersistentVolumeClaim))
        .filter(
            o ->
                o.getMetadata().getLabels() != null
                    && Labels.OPERATOR.equals(o.getMetadata().getLabels().get(Labels.MANAGED_BY)))
        .toList();
  }

  /** Which they are, to see that they stay the same. */
  Map<String, String> uids() {
    return all().stream().collect(Collectors.toMap(Children::title, o -> o.getMetadata().getUid()));
  }

  static String title(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }

  /** R27: deletes each, and waits until another one is there; Secrets have the same content. */
  void deleteEachAndAwaitBack() {
    for (var child : all()) {
      cluster.client.resource(child).delete();
      var back =
          await()
              .alias(title(child))
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> cluster.client.resource(child).get(),
                  live ->
                      live != null
                          && !live.getMetadata().getUid().equals(child.getMetadata().getUid())
                          && live.getMetadata().getDeletionTimestamp() == null);
      if (back instanceof Secret secret) {
        assertThat(secret.getData()).isEqualTo(((Secret) child).getData());
      }
    }
  }

  /**
   * R2, R24: what other tests did may still be settling, and workers are listened to once a minute,
   * so first more than that has to pass without a change; then two minutes, and a second reconcile
   * in them.
   */
  void assertQuiet(String stack) throws Exception {
    var audit = AuditLog.find();
    awaitQuiet();
    var versions = versions();
    var mark = audit.isPresent() ? audit.get().size() : 0;
    // A label is an event for the operator, so it reconciles, and nothing in the spec changes.
    cluster.patch(stack, "{\"metadata\": {\"labels\": {\"touched\": \"yes\"}}}");
    TimeUnit.SECONDS.sleep(120); // the measurement itself: what is written in two minutes
    assertThat(versions()).isEqualTo(versions);
    if (audit.isPresent()) {
      assertThat(audit.get().operatorWritesSince(mark, cluster.namespace))
          .as(() -> "Events: " + said())
          .isEmpty();
    }
    System.out.printf(
        "%s: %d objects unchanged in two minutes, audit log %s%n",
        stack, versions.size(), audit.isPresent() ? "without a write" : "not there");
  }

  /** What the operator said lately, for whoever has to find out why it did. */
  private List<String> said() {
    return cluster
        .client
        .events()
        .v1()
        .events()
        .inNamespace(cluster.namespace)
        .list()
        .getItems()
        .stream()
        .filter(event -> "SessionStack".equals(event.getRegarding().getKind()))
        .map(event -> event.getEventTime().getTime() + " " + event.getNote())
        .sorted()
        .toList();
  }

  /** Waits until nothing has changed for more than a minute. */
  void awaitQuiet() {
    var last = new AtomicReference<>(versionsWithStacks());
    var since = new AtomicLong(System.nanoTime());
    await()
        .atMost(RealCluster.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              var now = versionsWithStacks();
              if (!now.equals(last.getAndSet(now))) {
                since.set(System.nanoTime());
              }
              return System.nanoTime() - since.get() > Duration.ofSeconds(70).toNanos();
            });
  }

  /** The status of a stack settles later than what the stack is made of. */
  private List<String> versionsWithStacks() {
    var stacks = cluster.client.resources(SessionStack.class).inNamespace(cluster.namespace).list();
    return Stream.concat(
            versions().stream(),
            stacks.getItems().stream().map(s -> title(s) + s.getMetadata().getResourceVersion()))
        .toList();
  }

  private List<String> versions() {
    return Leftovers.objects(cluster)
        .map(o -> title(o) + " " + o.getMetadata().getResourceVersion())
        .toList();
  }
}
