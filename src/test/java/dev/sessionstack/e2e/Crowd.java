package dev.sessionstack.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Watches how many pods of a component there are at once; a pod counts until it is gone. */
final class Crowd implements AutoCloseable, Watcher<Pod> {

  private final Set<String> all = new HashSet<>();
  private final Set<String> now = new HashSet<>();
  private int most;
  private final Watch watch;

  Crowd(RealCluster cluster, String stack, String component) {
    watch =
        cluster
            .client
            .pods()
            .inNamespace(cluster.namespace)
            .withLabels(
                Map.of(
                    "app.kubernetes.io/instance", stack, "app.kubernetes.io/component", component))
            .watch(this);
  }

  @Override
  public synchronized void eventReceived(Action action, Pod pod) {
    var uid = pod.getMetadata().getUid();
    all.add(uid);
    var over = Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
    if (action == Action.DELETED || over) {
      now.remove(uid);
    } else {
      now.add(uid);
    }
    most = Math.max(most, now.size());
  }

  @Override
  public void onClose(WatcherException cause) {
    // The API server ends a watch after half an hour at the earliest.
  }

  /** How many there were in all. */
  synchronized int seen() {
    return all.size();
  }

  /** The most there were at one moment. */
  synchronized int most() {
    return most;
  }

  @Override
  public void close() {
    watch.close();
  }
}
