package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A managed store is set anew while it runs, judged by what {@code redis-cli} in its pod says. */
@OnCluster
class LiveSettingsE2E {

  private static final long MI = 1024 * 1024;

  private static RealCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new RealCluster("live-settings");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void settings_change_without_a_restart_and_a_larger_limit_with_one() throws Exception {
    cluster.apply("redis", "live");
    cluster.awaitReady("live");
    var ada = new Visitor(cluster, "live");
    ada.login("ada");
    var before = pod();
    assertSettings(192 * MI, "noeviction", "10000");

    managed(
        "{\"maxMemoryPercent\": 50, \"evictionPolicy\": \"VolatileTTL\", \"maxClients\": 2000}");

    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(() -> assertSettings(128 * MI, "volatile-ttl", "2000"));
    cluster.awaitCondition("live", "StoreHealthy", "True", "WithinBudget");
    cluster.awaitReady("live");
    assertThat(pod().getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    assertThat(restarts(pod())).isEqualTo(restarts(before));
    assertThat(ada.session().get("username").asText()).isEqualTo("ada");

    managed("{\"resources\": {\"limits\": {\"memory\": \"384Mi\"}}}");

    await()
        .atMost(RealCluster.PATIENCE)
        .until(() -> pods().stream().noneMatch(p -> uid(p).equals(uid(before))));
    cluster.awaitReady("live");
    cluster.awaitCondition("live", "StoreHealthy", "True", "WithinBudget");
    var rolled = pod();
    assertSettings(192 * MI, "volatile-ttl", "2000");
    assertThat(restarts(rolled)).as("once").isZero();
    assertThat(uid(pod())).isEqualTo(uid(rolled));
    assertThat(ada.session().get("username").asText()).as("from the volume").isEqualTo("ada");
  }

  private static void managed(String json) {
    cluster.patch("live", "{\"spec\": {\"store\": {\"managed\": " + json + "}}}");
  }

  private static void assertSettings(long maxMemory, String policy, String maxClients)
      throws Exception {
    var lines =
        Arrays.asList(
            cluster.exec("live-redis-0", "redis-cli", "config", "get", "max*").split("\\s+"));
    var found = new HashMap<String, String>();
    for (var i = 0; i + 1 < lines.size(); i += 2) {
      found.put(lines.get(i), lines.get(i + 1));
    }
    assertThat(found)
        .containsAllEntriesOf(
            Map.of(
                "maxmemory", String.valueOf(maxMemory),
                "maxmemory-policy", policy,
                "maxclients", maxClients));
  }

  private static List<Pod> pods() {
    return cluster.pods("live", "redis");
  }

  private static Pod pod() {
    return pods().get(0);
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().get(0).getRestartCount();
  }
}
