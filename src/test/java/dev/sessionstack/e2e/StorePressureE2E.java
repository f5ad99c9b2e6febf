package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Stores in every kind of trouble: each is said with its own reason, and clears by itself. The one
 * that is made to hang shares its processes with the shell that stops it, since nobody can stop the
 * first process of a container from inside of it.
 */
@OnCluster
class StorePressureE2E {

  private static RealCluster cluster;
  private static ForeignStore store;

  @BeforeAll
  static void start() {
    cluster = new RealCluster("pressure");
    store = ForeignStore.start(cluster, "elsewhere");
    cluster.secret("redis-credentials", Map.of("password", ForeignStore.PASSWORD));
    cluster.apply(
        "external-redis",
        "ext",
        spec -> {
          small(spec);
          var external = (ObjectNode) spec.at("/store/external");
          external.put("host", "elsewhere." + cluster.namespace + ".svc");
          external.remove("databases");
        });
    cluster.awaitAllWell("ext");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void memory_that_fills_to_85_percent_and_to_the_limit() throws Exception {
    cluster.apply(
        "redis",
        "full",
        spec -> {
          small(spec);
          var managed = (ObjectNode) spec.at("/store/managed");
          managed.putObject("resources").putObject("limits").put("memory", "160Mi");
        });
    cluster.awaitAllWell("full");

    fill("full-redis-0", 85);
    var pressure = cluster.awaitCondition("full", "StoreHealthy", "False", "MemoryPressure");
    assertThat(pressure.getMessage()).contains("spec.store.managed.resources.limits.memory");
    cluster.awaitCondition("full", "Ready", "True", "Serving");

    fill("full-redis-0", 101);
    cluster.awaitCondition("full", "StoreHealthy", "False", "WritesRefused");

    cluster.exec("full-redis-0", "redis-cli", "flushall");
    cluster.awaitAllWell("full");
    assertThat(cluster.stack("full").get().getStatus().store().troubles()).isEmpty();
  }

  @Test
  void a_managed_store_that_hangs() throws Exception {
    cluster.apply(
        "redis",
        "hangs",
        spec -> {
          small(spec);
          var managed = (ObjectNode) spec.at("/store/managed");
          managed.putObject("template").putObject("spec").put("shareProcessNamespace", true);
        });
    cluster.awaitAllWell("hangs");

    ForeignStore.signal(cluster, "hangs-redis-0", "STOP");
    var hangs = cluster.awaitCondition("hangs", "StoreReady", "False", "Unreachable");
    assertThat(hangs.getMessage()).contains("does not answer in time");
    cluster.awaitCondition("hangs", "StoreHealthy", "Unknown", "ProbeFailed");
    cluster.awaitCondition("hangs", "UIReady", "True", "Serving");

    ForeignStore.signal(cluster, "hangs-redis-0", "CONT");
    cluster.awaitAllWell("hangs");
  }

  /** One after another, since they have one store. */
  @Test
  void an_external_store_in_one_trouble_after_another() throws Exception {
    store.signal("STOP");
    cluster.awaitCondition("ext", "StoreReady", "False", "Unreachable");
    store.signal("CONT");
    cluster.awaitAllWell("ext");

    store.cutOff();
    var cut = cluster.awaitCondition("ext", "StoreReady", "False", "Unreachable");
    assertThat(cut.getMessage()).startsWith("spec.store.external:");
    store.connect();
    cluster.awaitAllWell("ext");

    store.cli(ForeignStore.PASSWORD, "config set requirepass other");
    var refused = cluster.awaitCondition("ext", "StoreReady", "False", "AuthenticationFailed");
    assertThat(refused.getMessage())
        .contains("spec.store.external.credentialsSecretRef")
        .doesNotContain(ForeignStore.PASSWORD);
    store.cli("other", "config set requirepass " + ForeignStore.PASSWORD);
    cluster.awaitAllWell("ext");

    store.fillDisk();
    cluster.awaitCondition("ext", "StoreHealthy", "False", "PersistenceFailing");
    cluster.awaitCondition("ext", "StoreReady", "False", "PersistenceFailing");
    store.emptyDisk();
    cluster.awaitAllWell("ext");

    store.restartWithMuchToLoad();
    cluster.awaitCondition("ext", "StoreReady", "False", "Loading");
    cluster.awaitAllWell("ext");
  }

  /** One instance, and a store that is asked often. */
  private static void small(ObjectNode spec) {
    ((ObjectNode) spec.get("ui")).put("replicas", 1);
    ((ObjectNode) spec.get("store")).putObject("health").put("interval", "3s").put("window", "30s");
  }

  private static void fill(String pod, int percent) throws Exception {
    cluster.exec(
        pod,
        "sh",
        "-c",
        """
        info() { redis-cli info memory | tr -d '\\r' | sed -n "s/^$1://p"; }
        value=$(head -c 1000000 /dev/zero | tr '\\0' x)
        i=0
        while [ $(($(info used_memory) * 100 / $(info maxmemory))) -lt %d ] && [ $i -lt 400 ]; do
          printf %%s "$value" | redis-cli -x set "other:%d:$i" | grep -q OK || exit 0
          i=$((i + 1))
        done
        """
            .formatted(percent, percent));
  }
}
