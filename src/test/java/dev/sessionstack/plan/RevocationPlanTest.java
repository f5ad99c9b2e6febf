package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.plan.SessionPlace.InProcess;
import dev.sessionstack.plan.SessionPlace.InStore;
import dev.sessionstack.plan.SessionPlace.OutOfReach;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a revocation asks for, and where the sessions are that it is about. */
class RevocationPlanTest {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String BY_SECRET = "session: {secretRef: {name: leaked, key: id}}";

  @Test
  void a_user_is_kept_to_the_letter_and_out_of_print() {
    var plan = plan("user: ' Ada L. '", null);

    assertThat(plan.selection())
        .contains(new SessionSelection.OfUser(new Sensitive(" Ada L. ")))
        .hasToString("Optional[OfUser[name=(sensitive)]]");
    assertThat(plan.stack()).isEqualTo("shop");
    assertThat(plan.problem()).isEmpty();
    assertThat(plan.ttlAfterFinished()).isEmpty();
  }

  @Test
  void all_are_all() {
    assertThat(plan("all: {}", null).selection()).contains(new SessionSelection.All());
  }

  @Test
  void an_id_in_a_secret_is_the_same_as_its_hash() {
    var byHash =
        plan(
            "session: {sha256: "
                + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}",
            null);

    var bySecret = plan(BY_SECRET, Map.of("id", "test\n"));

    assertThat(bySecret.selection()).isEqualTo(byHash.selection()).isPresent();
    assertThat(bySecret.toString()).doesNotContain("test");
  }

  @Test
  void a_secret_that_is_missing_or_empty_is_named() {
    assertThat(plan(BY_SECRET, null).problem())
        .hasValueSatisfying(
            p -> {
              assertThat(p.reason()).isEqualTo("SecretMissing");
              assertThat(p.message()).startsWith("spec.session.secretRef.name: Secret leaked");
            });
    assertThat(plan(BY_SECRET, Map.of("id", " \n")).problem())
        .hasValueSatisfying(
            p -> {
              assertThat(p.reason()).isEqualTo("SecretIncomplete");
              assertThat(p.message()).startsWith("spec.session.secretRef.key: Secret leaked");
            });
    assertThat(plan(BY_SECRET, null).selection()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"24h, PT24H", "0s, PT0S", "1h30m, PT1H30M"})
  void the_time_to_live_is_a_span(String text, Duration span) {
    assertThat(plan("all: {}\nttlAfterFinished: " + text, null).ttlAfterFinished()).contains(span);
  }

  @ParameterizedTest
  @CsvSource({"user, user", "session, session", "all, all"})
  void the_examples_say_what_they_are_called(String example, String word) throws IOException {
    var revocation =
        YAML.unmarshal(
            Files.readString(Path.of("examples", "revocation", example + ".yaml")),
            SessionRevocation.class);

    var plan = RevocationPlan.of(revocation, Optional.empty());

    assertThat(plan.selection()).map(SessionSelection::word).contains(word);
    assertThat(plan.ttlAfterFinished()).contains(Duration.ofHours(24));
  }

  @Test
  void an_id_is_hashed_as_it_stands_in_the_key() {
    assertThat(SessionSelection.One.ofId("test".getBytes(StandardCharsets.UTF_8)).sha256())
        .isEqualTo("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  }

  @Test
  void sessions_are_where_the_plan_of_the_stack_says() {
    assertThat(place("ui: {image: 'a:1'}\nstore: {memory: {}}")).isInstanceOf(InProcess.class);
    assertThat(place("ui: {image: 'a:1'}\nstore: {managed: {}}\nsession: {keyPrefix: 's:'}"))
        .isInstanceOfSatisfying(
            InStore.class,
            place -> {
              assertThat(place.keyPrefix()).isEqualTo("s:");
              assertThat(place.connection().endpoint()).isEqualTo("shop-redis.default.svc:6379");
            });
    assertThat(place("mode: Paused\nui: {image: 'a:1'}\nstore: {managed: {}}"))
        .isInstanceOf(InStore.class);
    assertThat(place("mode: Hibernated\nui: {image: 'a:1'}\nstore: {managed: {}}"))
        .isInstanceOf(OutOfReach.class);
    assertThat(place("mode: Hibernated\nui: {image: 'a:1'}\nstore: {external: {host: h}}"))
        .isInstanceOf(InStore.class);
  }

  private static SessionPlace place(String spec) {
    return SessionPlace.of(Given.plan(spec));
  }

  private static RevocationPlan plan(String spec, Map<String, String> secret) {
    var yaml =
        "apiVersion: sessionstack.dev/v1alpha1\nkind: SessionRevocation\n"
            + "metadata: {name: out, namespace: default, generation: 1}\nspec:\n"
            + ("stackName: shop\n" + spec).indent(2);
    return RevocationPlan.of(
        YAML.unmarshal(yaml, SessionRevocation.class), Optional.ofNullable(secret));
  }
}
