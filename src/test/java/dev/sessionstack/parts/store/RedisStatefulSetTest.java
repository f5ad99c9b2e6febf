package dev.sessionstack.parts.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.parts.Departure;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.Reference.Kind;
import dev.sessionstack.plan.Reference.Target;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rolls the server, and what does not. */
class RedisStatefulSetTest {

  @ParameterizedTest
  @ValueSource(strings = {"maxMemoryPercent: 50", "evictionPolicy: VolatileTTL", "maxClients: 500"})
  void what_can_be_told_to_a_server_that_runs_does_not_replace_it(String setting) {
    assertThat(template(setting)).isEqualTo(template(""));
    assertThat(config(setting)).as("the next start has it from here").isNotEqualTo(config(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image: 'redis:7.4'",
        "resources: {limits: {memory: 1Gi}}",
        "tls: {secretName: cert}",
        "persistence: RDB, storage: {size: 1Gi}"
      })
  void what_takes_a_restart_replaces_it(String setting) {
    assertThat(template(setting)).isNotEqualTo(template(""));
  }

  /** R9: a server that restarts for its new password cuts off everybody. */
  @Test
  void a_password_that_changes_does_not_replace_it() {
    var spec = Given.spec(spec("auth: {passwordSecretRef: {name: mine}}"));
    var other = Map.of(new Target(Kind.Secret, "mine"), Map.of("password", "another"));
    assertThat(template(StackPlan.of(spec, Given.PLATFORM, Given.around(other))))
        .isEqualTo(template(StackPlan.of(spec, Given.PLATFORM, Given.around(spec))));
  }

  /** The file follows the Secret, and the environment does not. */
  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "with a \"quote\" and a $dollar", "with a line break\n"})
  void the_probe_has_the_password_from_the_file(String password, @TempDir Path folder)
      throws Exception {
    Files.writeString(folder.resolve("password"), password);
    var cli = folder.resolve("redis-cli");
    Files.writeString(cli, "#!/bin/sh\nprintf %s \"$REDISCLI_AUTH\" >\"$0.auth\"; echo PONG\n");
    Assumptions.assumeTrue(cli.toFile().setExecutable(true));
    var probe = template("").getSpec().getContainers().get(0).getReadinessProbe().getExec();
    var command =
        probe.getCommand().stream().map(w -> w.replace("/etc/redis-auth", folder.toString()));
    var process = new ProcessBuilder(command.toList());
    process.environment().merge("PATH", folder.toString(), (path, ours) -> ours + ":" + path);
    assertThat(process.start().waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("redis-cli.auth"))).isEqualTo(password);
  }

  @Test
  void the_configuration_has_all_settings() {
    assertThat(config("maxMemoryPercent: 50, evictionPolicy: AllKeysLFU, maxClients: 500"))
        .contains(
            "\nmaxmemory 134217728\n", "\nmaxmemory-policy allkeys-lfu\n", "\nmaxclients 500\n");
  }

  /** R14, R16: the server is told. */
  @Test
  void how_sessions_are_saved_does_not_replace_the_server() {
    assertThat(template("persistence: RDB, storage: {size: 1Gi}"))
        .isEqualTo(template("persistence: AOF, storage: {size: 1Gi}"))
        .isEqualTo(template("storage: {size: 2Gi}"));
  }

  /** R4. */
  @Test
  void another_volume_in_the_template_for_claims_makes_the_set_anew_and_nothing_else_does() {
    assertThat(isToBeRemade("storage: {size: 1Gi}", "storage: {size: 2Gi}")).isTrue();
    assertThat(isToBeRemade("storage: {size: 1Gi}", "")).isTrue();
    assertThat(isToBeRemade("", "storage: {size: 1Gi}")).isTrue();
    assertThat(isToBeRemade("storage: {size: 1Gi}", "storage: {size: 1Gi, storageClassName: a}"))
        .isTrue();
    assertThat(isToBeRemade("storage: {size: 1Gi}", "storage: {size: 1024Mi}, maxClients: 50"))
        .isFalse();
    assertThat(isToBeRemade("", "image: 'redis:7.4'")).isFalse();
  }

  /** R5, R21: whenDeleted is said of the stack, and the set goes without its claim. */
  @Test
  void a_set_that_owns_its_claim_ends_its_pod_first_and_leaves_all_behind() {
    var set = new RedisStatefulSet();
    var kept = set(set, "storage: {size: 1Gi}");
    assertThat(set.departure(kept)).isInstanceOf(Departure.Deleted.class);
    var owner = set(set, "storage: {size: 1Gi, whenDeleted: Delete}");
    assertThat(set.departure(owner))
        .isInstanceOfSatisfying(
            Departure.Prepared.class,
            prepared -> {
              var rested = (StatefulSet) prepared.change().apply(owner);
              assertThat(rested.getSpec().getReplicas()).isZero();
              assertThat(set.departure(observed(rested, 1, 1)))
                  .isInstanceOf(Departure.Awaited.class);
              assertThat(set.departure(observed(rested, 0, 0)))
                  .as("of the spec before")
                  .isInstanceOf(Departure.Awaited.class);
              assertThat(set.departure(observed(rested, 1, 0)))
                  .isInstanceOf(Departure.LeavingAll.class);
            });
  }

  private static StatefulSet observed(StatefulSet set, long generation, int replicas) {
    return new StatefulSetBuilder(set)
        .editMetadata()
        .withGeneration(1L)
        .endMetadata()
        .withNewStatus()
        .withObservedGeneration(generation)
        .withReplicas(replicas)
        .endStatus()
        .build();
  }

  private static boolean isToBeRemade(String before, String now) {
    var set = new RedisStatefulSet();
    return set.isToBeRemade(set(set, before), set(set, now));
  }

  private static StatefulSet set(RedisStatefulSet set, String store) {
    return set.desired(Given.plan(spec(store)));
  }

  private static PodTemplateSpec template(String store) {
    return template(Given.plan(spec(store)));
  }

  private static PodTemplateSpec template(StackPlan plan) {
    return new RedisStatefulSet().desired(plan).getSpec().getTemplate();
  }

  private static String config(String store) {
    return new RedisConfig().desired(Given.plan(spec(store))).getData().get(RedisConfig.FILE);
  }

  private static String spec(String store) {
    return "ui: {image: 'shop:1'}\nstore: {managed: {" + store + "}}";
  }
}
