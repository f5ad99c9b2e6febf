package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackPlanTest {

  private static final String MANAGED =
      "ui: {image: 'shop:1'}\nstore: {managed: {storage: {size: 1Gi}}}\n";

  @Test
  void defaults_are_resolved_here_as_the_crd_states_them() {
    var plan = Given.plan("ui: {image: 'shop:1'}\nstore: {memory: {}}");
    assertThat(plan.ui().port()).isEqualTo(8080);
    assertThat(plan.ui().replicas()).isEqualTo(1);
    assertThat(plan.ui().probePath()).isEqualTo("/healthz");
    assertThat(plan.session().ttl()).isEqualTo(Duration.ofMinutes(30));
    assertThat(plan.session().keyPrefix()).isEqualTo("session:");
    assertThat(plan.edge().affinity()).isEqualTo(Affinity.Mode.None);
    assertThat(plan.networkPolicy()).isTrue();
    assertThat(plan.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"Gradio,7860,/,ClientIP", "Streamlit,8501,/_stcore/health,ClientIP"})
  void a_profile_presets_port_probe_and_affinity(
      String profile, int port, String path, Affinity.Mode affinity) {
    var plan = Given.plan("ui: {image: 'shop:1', profile: " + profile + "}\nstore: {memory: {}}");
    assertThat(plan.ui().port()).isEqualTo(port);
    assertThat(plan.ui().probePath()).isEqualTo(path);
    assertThat(plan.edge().affinity()).isEqualTo(affinity);
    assertThat(plan.ui().presets()).containsValue(Integer.toString(port));
  }

  @ParameterizedTest
  @CsvSource({"90s,90", "5m,300", "1h30m,5400", "2h,7200"})
  void durations_add_up(String text, long seconds) {
    assertThat(Durations.of(text, "1s")).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void maxmemory_is_a_share_of_the_limit() {
    var redis = Given.plan(MANAGED).store().managed().orElseThrow();
    assertThat(redis.settings().maxMemory()).isEqualTo(256L * 1024 * 1024 * 75 / 100);
  }

  @Test
  void a_request_above_its_limit_holds_the_ui_and_names_the_field() {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1', resources: {requests: {cpu: '2'}, limits: {cpu: 500m}}}\n"
                + "store: {memory: {}}");
    assertThat(plan.holds(Component.UI))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.reason()).isEqualTo("RequestAboveLimit");
              assertThat(p.message()).startsWith("spec.ui.resources.requests.cpu: 2 is above");
            });
    assertThat(plan.holds(Component.STORE)).isEmpty();
  }

  @Test
  void what_is_no_quantity_is_a_problem_and_not_an_exception() {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1', resources: {limits: {memory: lots}}}\nstore: {memory: {}}");
    assertThat(plan.holds(Component.UI))
        .extracting(Problem::reason)
        .containsOnly("InvalidQuantity");
  }

  @Test
  void an_unknown_field_in_a_template_is_named() {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1', template: {spec: {containers: [{name: ui, imagine: x}]}}}\n"
                + "store: {memory: {}}");
    assertThat(plan.holds(Component.UI))
        .singleElement()
        .extracting(Problem::field)
        .isEqualTo("spec.ui.template.spec.containers[0].imagine");
  }

  @Test
  void a_missing_secret_holds_what_needs_it_and_names_the_field() {
    var stack =
        Given.spec(
            "ui: {image: 'shop:1'}\n"
                + "store: {external: {host: r.example, credentialsSecretRef: {name: gone}}}");
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.around(Map.of()));
    assertThat(plan.holds(Component.STORE)).extracting(Problem::reason).contains("SecretMissing");
    assertThat(plan.holds(Component.UI))
        .as("the UI takes its address from the store")
        .extracting(Problem::field)
        .contains("spec.store.external.credentialsSecretRef.name");
    assertThat(plan.holds(Component.ACCESS)).isEmpty();
    assertThat(plan.store().inProcess()).as("a store that is not known yet is one").isFalse();
  }

  /** A sidecar that reads what we make must not wait for it to be there before we make it. */
  @Test
  void our_own_objects_are_no_references() {
    var stack =
        Given.spec(
            """
            ui: {image: 'shop:1'}
            store:
              managed:
                template: {spec: {containers: [{name: exporter, env: [{name: P, valueFrom:
                  {secretKeyRef: {name: shop-store, key: password}}}]}]}}
            """);
    assertThat(References.of(stack).all()).isEmpty();
  }

  @Test
  void a_password_that_is_not_kept_yet_is_pending() {
    var stack = Given.spec(MANAGED);
    assertThat(StackPlan.of(stack, Given.PLATFORM, Given.bare(stack, false)).passwordPending())
        .isTrue();
    assertThat(StackPlan.of(stack, Given.PLATFORM, Given.around(stack)).passwordPending())
        .isFalse();
  }

  @Test
  void an_optional_reference_may_be_missing() {
    var stack =
        Given.spec(
            "ui: {image: 'shop:1', envFrom: [{secretRef: {name: gone, optional: true}}]}\n"
                + "store: {memory: {}}");
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.around(Map.of()));
    assertThat(plan.holds(Component.UI)).isEmpty();
  }

  @Test
  void keys_are_drawn_for_a_new_stack() {
    var stack = Given.spec(MANAGED);
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.bare(stack, false));
    assertThat(plan.problems()).isEmpty();
  }

  /** R26: a lost Secret with live data is said, not drawn anew. */
  @Test
  void R26_lost_keys_with_data_hold_store_and_ui() {
    var stack = Given.spec(MANAGED);
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.bare(stack, true));
    for (var component : Component.values()) {
      assertThat(plan.holds(component))
          .as("nothing of %s is made anew", component)
          .extracting(Problem::field)
          .containsExactly("spec.store.managed.auth.passwordSecretRef", "spec.session.secretRef");
    }
  }

  @Test
  void R26_deleted_keys_come_back_from_the_secrets_of_the_pods() {
    var stack = Given.spec(MANAGED);
    var fresh = Keys.draw(new java.security.SecureRandom());
    var plan =
        StackPlan.of(
            stack,
            Given.PLATFORM,
            new Around().keys(Map.of()).copies(Given.KEYS.data()).drawn(fresh).volume(true).get());
    assertThat(plan.problems()).isEmpty();
    assertThat(plan.keys()).isEqualTo(Given.KEYS);
  }

  @Test
  void R26_a_stack_without_a_store_of_ours_needs_no_copy_of_a_password() {
    var stack = Given.spec("ui: {image: 'shop:1'}\nstore: {memory: {}}");
    var fresh = Keys.draw(new java.security.SecureRandom());
    var copies = Given.KEYS.sessionData();
    copies.put(Keys.PASSWORD, "somebody else's");
    var plan =
        StackPlan.of(
            stack,
            Given.PLATFORM,
            new Around().keys(Map.of()).copies(copies).drawn(fresh).volume(true).get());
    assertThat(plan.isHeld()).isFalse();
    assertThat(plan.keys().jwtSecret()).isEqualTo(Given.KEYS.jwtSecret());
    assertThat(plan.keys().storePassword()).isEqualTo(fresh.storePassword());
  }

  /** They would be made from what they name, and then deleted as not needed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store: {managed: {auth: {passwordSecretRef: {name: shop-store}}}} | STORE",
        "store: {managed: {auth: {passwordSecretRef: {name: shop-keys}}}} | STORE",
        "store: {external: {host: redis.example.com, credentialsSecretRef: {name: shop-store}}} | STORE",
        "store: {managed: {}}; session: {secretRef: {name: shop-session}} | SESSION",
      })
  void R17_a_secret_of_ours_is_none_of_the_users(String spec, Component component) {
    var stack = Given.spec("ui: {image: 'shop:1'}\n" + spec.replace("; ", "\n"));
    var around =
        new Around()
            .contents(Given.around(stack).contents())
            .secrets(Set.of("shop-keys", "shop-session", "shop-store"));
    var plan = StackPlan.of(stack, Given.PLATFORM, around.get());
    assertThat(plan.holds(component))
        .extracting(Problem::reason)
        .containsExactly("SecretGenerated");
    assertThat(plan.holds(Component.UI)).as("nor does the app lose what it has").isNotEmpty();
  }

  @Test
  void lost_keys_do_not_matter_to_who_brings_their_own() {
    var stack =
        Given.spec(
            "ui: {image: 'shop:1'}\nsession: {secretRef: {name: mine}}\n"
                + "store: {managed: {storage: {size: 1Gi},"
                + " auth: {passwordSecretRef: {name: mine}}}}");
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.bare(stack, true));
    assertThat(plan.problems()).isEmpty();
  }

  /** R6: pods follow the content of what they use, and nothing else. */
  @Test
  void R6_the_hash_follows_content_only() {
    var stack =
        Given.spec(
            "ui: {image: 'shop:1', envFrom: [{configMapRef: {name: c}}]}\nstore: {memory: {}}");
    var target = new Reference.Target(Reference.Kind.ConfigMap, "c");
    var one = hash(stack, Map.of(target, Map.of("k", "v")));
    assertThat(hash(stack, Map.of(target, Map.of("k", "v")))).isEqualTo(one);
    assertThat(hash(stack, Map.of(target, Map.of("k", "w")))).isNotEqualTo(one);
    assertThat(hash(stack, Map.of(target, Map.of("kv", "")))).isNotEqualTo(one);
  }

  @Test
  void the_password_can_neither_be_printed_nor_end_the_url() {
    var plan =
        Given.plan(
            "ui: {image: 'shop:1'}\n"
                + "store: {external: {host: r.example, credentialsSecretRef: {name: mine}}}");
    assertThat(plan.toString()).doesNotContain("quoted");
    assertThat(plan.store().connection().orElseThrow().url().reveal())
        .isEqualTo("redis://:a%20%22quoted%22%20pass%0Aword@r.example:6379/0");
  }

  private static String hash(
      dev.sessionstack.api.SessionStack stack, Map<Reference.Target, Map<String, String>> around) {
    return StackPlan.of(stack, Given.PLATFORM, Given.around(around)).ui().container().contentHash();
  }
}
