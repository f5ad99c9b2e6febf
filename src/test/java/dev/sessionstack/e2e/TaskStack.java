package dev.sessionstack.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.SessionStackStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.ArrayList;
import java.util.List;

/** A stack with workers: its tasks as the app, the bucket and the status tell of them. */
final class TaskStack {

  private final RealCluster cluster;
  private final String name;

  TaskStack(RealCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** The settings of an example with which tests need not wait long. */
  static void hasten(ObjectNode spec, int visibilityTimeout, int summary) {
    env(
        (ObjectNode) spec.withArray("workers").get(0),
        "VISIBILITY_TIMEOUT_SECONDS",
        visibilityTimeout);
    env(spec.withObject("/scheduler"), "SUMMARY_SECONDS", summary);
  }

  private static void env(ObjectNode container, String variable, int value) {
    var env = container.withArray("env");
    for (var entry : env) {
      if (variable.equals(entry.path("name").asText())) {
        ((ObjectNode) entry).put("value", Integer.toString(value));
        return;
      }
    }
    env.addObject().put("name", variable).put("value", Integer.toString(value));
  }

  /** What the bucket holds. */
  JsonNode bucket() throws Exception {
    return Workbench.run(cluster, ui(), "bucket");
  }

  /** Puts tasks into the queue, past the UI, and returns their ids. */
  List<String> send(int count, double seconds) throws Exception {
    var sent = Workbench.run(cluster, ui(), "tasks", count, seconds);
    System.out.println(count + " tasks sent in " + sent.get("took").asText() + " s");
    var ids = new ArrayList<String>();
    sent.get("ids").forEach(id -> ids.add(id.asText()));
    return ids;
  }

  /** How the attempts at a task ended, as the app logs them in the bucket. */
  List<String> attempts(String id) throws Exception {
    var states = new ArrayList<String>();
    bucket().get("attempts").path(id).forEach(state -> states.add(state.asText()));
    return states;
  }

  /** A pod of the UI, which has all the settings that workers have. */
  private String ui() {
    return cluster.pods(name, "ui").stream()
        .filter(Readiness::isPodReady)
        .findFirst()
        .orElseThrow()
        .getMetadata()
        .getName();
  }

  List<Pod> workers() {
    return cluster.pods(name, "worker");
  }

  SessionStackStatus status() {
    return cluster.stack(name).get().getStatus();
  }

  /** Tasks that wait and that are at work, as the status says it of the first pool. */
  long depth() {
    return status().workers().stream()
        .flatMap(worker -> worker.queues().stream())
        .mapToLong(queue -> queue.ready() + queue.unacked())
        .sum();
  }
}
