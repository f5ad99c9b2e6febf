package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The main job: users log in, their sessions are everybody's, and they survive. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SessionsE2E {

  private static RealCluster cluster;
  private static Visitor ada;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("sessions");
    cluster.apply("redis");
    cluster.awaitReady("redis");
    ada = new Visitor(cluster, "redis");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  @Order(1)
  void one_instance_makes_the_session_and_the_other_serves_it() throws Exception {
    var first = ada.login("ada").get("pod").asText();
    ada.count();
    var instances = cluster.pods("redis", "ui");
    assertThat(instances).hasSize(2);
    for (var instance : instances) {
      var session = ada.session(instance.getStatus().getPodIP());
      assertThat(session.get("pod").asText()).isEqualTo(instance.getMetadata().getName());
      assertThat(session.get("username").asText()).isEqualTo("ada");
      assertThat(session.get("data").get("counter").asInt()).isEqualTo(1);
    }
    assertThat(instances).extracting(pod -> pod.getMetadata().getName()).contains(first);
  }

  @Test
  @Order(2)
  void the_store_holds_the_record_of_the_contract() throws Exception {
    var key = cluster.exec("redis-redis-0", "redis-cli", "--scan", "--pattern", "session:*");
    var record =
        new ObjectMapper().readTree(cluster.exec("redis-redis-0", "redis-cli", "get", key));
    assertThat(record.get("username").asText()).isEqualTo("ada");
    assertThat(record.get("data").isObject()).isTrue();
    assertThat(record.get("expire_at").isDouble()).isTrue();
    var ttl = Long.parseLong(cluster.exec("redis-redis-0", "redis-cli", "ttl", key));
    var left = record.get("expire_at").asDouble() - System.currentTimeMillis() / 1000.0;
    assertThat((double) ttl).isCloseTo(left, org.assertj.core.data.Offset.offset(5.0));
  }

  @Test
  @Order(3)
  void the_status_counts_it() {
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> {
              var status = cluster.stack("redis").get().getStatus();
              assertThat(status.sessions()).isNotNull();
              assertThat(status.sessions().active()).isEqualTo(1);
              assertThat(status.sessions().users()).isEqualTo(1);
              assertThat(status.store().version()).contains("8.");
            });
  }

  @Test
  @Order(4)
  void the_session_survives_an_instance_and_the_store() throws Exception {
    delete(cluster.pods("redis", "ui").get(0));
    assertThat(ada.session().get("data").get("counter").asInt()).isEqualTo(1);

    var store = cluster.pods("redis", "redis").get(0);
    delete(store);
    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                !cluster
                    .pods("redis", "redis")
                    .get(0)
                    .getMetadata()
                    .getUid()
                    .equals(store.getMetadata().getUid()));
    cluster.awaitReady("redis");
    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> ada.session().get("data").get("counter").asInt() == 1);
    assertThat(ada.count()).isEqualTo(2);
  }

  @Test
  @Order(5)
  void a_deleted_stack_leaves_volume_and_secrets_and_comes_back_with_its_sessions()
      throws Exception {
    cluster.stack("redis").delete();
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(Leftovers.of(cluster))
                  .containsExactlyInAnyOrder(
                      "PersistentVolumeClaim/data-redis-redis-0",
                      "Secret/redis-keys",
                      "Secret/redis-session",
                      "Secret/redis-store");
            });

    cluster.apply("redis");
    cluster.awaitReady("redis");
    await()
        .atMost(RealCluster.PATIENCE)
        .ignoreExceptions()
        .until(() -> ada.session().get("data").get("counter").asInt() == 2);
  }

  private static void delete(Pod pod) {
    cluster.client.resource(pod).delete();
  }
}
