package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sessionstack.api.SessionStackStatus.Sessions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The operator knows the sessions in a store, and puts right what is wrong with them. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SessionCareE2E {

  private static final String REDIS = "care-redis-0";
  private static final int USERS = 20;

  private static RealCluster cluster;

  @BeforeAll
  static void apply() {
    cluster = new RealCluster("care");
    cluster.apply("redis", "care", SessionCareE2E::often);
    cluster.awaitReady("care");
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  private static void often(ObjectNode spec) {
    ((ObjectNode) spec.get("store")).putObject("health").put("censusInterval", "2s");
  }

  @Test
  @Order(1)
  void users_who_log_in_are_counted() throws Exception {
    for (var i = 0; i < USERS; i++) {
      new Visitor(cluster, "care").login("user" + i);
    }
    awaitSessions(
        sessions ->
            assertThat(sessions)
                .returns((long) USERS, Sessions::active)
                .returns((long) USERS, Sessions::users)
                .returns(0L, Sessions::withoutTtl)
                .returns(0L, Sessions::malformed)
                .returns(null, Sessions::approximate));
    assertThat(keys()).isEqualTo(USERS);
  }

  @Test
  @Order(2)
  void what_is_wrong_is_named() throws Exception {
    plant("for-ever", 100, "$((now + 900))", "");
    plant("over", 50, "$((now - 900))", " EX 900");
    cluster.exec(
        REDIS,
        "sh",
        "-c",
        "for i in $(seq 10); do echo SET session:malformed:$i broken; done | redis-cli > /dev/null");
    awaitSessions(
        sessions ->
            assertThat(sessions)
                .returns(USERS + 100L, Sessions::active)
                .returns(50L, Sessions::expired)
                .returns(100L, Sessions::withoutTtl)
                .returns(10L, Sessions::malformed));
    assertThat(keys()).isEqualTo(USERS + 160);
    cluster.awaitCondition("care", "StoreHealthy", "False", "KeysWithoutTTL");
    cluster.awaitCondition("care", "Ready", "True", "Serving");
  }

  @Test
  @Order(3)
  void what_can_be_is_put_right_while_nobody_in_use_is_lost() throws Exception {
    var pod = cluster.pods("care", "ui").get(0).getMetadata().getName();
    var sliding =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Workbench.run(cluster, pod, "slide", 200, 30);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    awaitSessions(
        sessions -> assertThat(sessions.active()).isGreaterThanOrEqualTo(USERS + 100 + 200));
    cluster.patch("care", "{\"spec\": {\"session\": {\"hygiene\": \"Repair\"}}}");
    awaitSessions(
        sessions ->
            assertThat(sessions)
                .returns(0L, Sessions::expired)
                .returns(0L, Sessions::withoutTtl)
                .returns(10L, Sessions::malformed));
    assertThat(sliding.isDone()).as("the clients were at it meanwhile").isFalse();
    JsonNode slid = sliding.join();
    assertThat(slid.get("lost").asInt()).as("of %s", slid).isZero();
    assertThat(slid.get("slides").asInt()).isGreaterThan(200);

    awaitSessions(
        sessions ->
            assertThat(sessions)
                .returns(USERS + 100L, Sessions::active)
                .returns(USERS + 1L, Sessions::users));
    assertThat(keys()).isEqualTo(USERS + 110);
    assertThat(ttl("session:for-ever:1")).isBetween(1L, 900L);
    assertThat(ttl("session:malformed:1")).as("left alone").isEqualTo(-1);
    cluster.awaitCondition("care", "StoreHealthy", "False", "MalformedSessions");
  }

  private static void awaitSessions(Consumer<Sessions> so) {
    await()
        .atMost(RealCluster.PATIENCE)
        .untilAsserted(
            () -> {
              var sessions = cluster.stack("care").get().getStatus().sessions();
              assertThat(sessions).isNotNull();
              so.accept(sessions);
            });
  }

  /** As somebody would who has only the pod. */
  private static void plant(String kind, int many, String expireAt, String options)
      throws Exception {
    var record = "{\"data\": {}, \"username\": \"planted\", \"expire_at\": %s}".formatted("'$end'");
    cluster.exec(
        REDIS,
        "sh",
        "-c",
        ("now=$(date +%%s); end=%s; for i in $(seq %d); do echo \"SET session:%s:$i\" \"'\"'%s'\"'%s\";"
                + " done | redis-cli > /dev/null")
            .formatted(expireAt, many, kind, record, options));
  }

  private static long keys() throws Exception {
    return cluster
        .exec(REDIS, "redis-cli", "--scan", "--pattern", "session:*")
        .lines()
        .filter(line -> !line.isBlank())
        .count();
  }

  private static long ttl(String key) throws Exception {
    return Long.parseLong(cluster.exec(REDIS, "redis-cli", "ttl", key).strip());
  }
}
