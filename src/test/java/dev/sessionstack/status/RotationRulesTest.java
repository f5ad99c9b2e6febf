package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStackStatus.Rotation;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.RotationFacts;
import dev.sessionstack.plan.RotationFacts.Progress;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationRulesTest {

  private static final String SPEC = "session: {rotation: '2', rotationOverlap: 1h}\n";
  private static final Instant BEGUN = Instant.parse("2026-12-01T00:00:00Z");
  private static final Map<String, String> NEXT =
      Map.of(
          Keys.JWT_SECRET, "new-jwt-secret",
          Keys.SECRET_KEY, "new-secret-key",
          Keys.CSRF_SECRET, "new-csrf-secret",
          Keys.SESSION_ROTATION, "2");

  @Test
  void keys_that_were_never_rotated_are_not_spoken_of() {
    var status = Scene.of("").status();
    assertThat(status.secrets().sessionRotation()).isNull();
    assertThat(status.secrets().storeRotation()).isNull();
  }

  @Test
  void a_step_says_which_one_it_is_and_of_what() {
    var scene = scene(Given.KEYS.sessionData(), Map.of(), new Progress(false, false, false, false));
    assertThat(scene.says("Reconciling")).isEqualTo("True RotationAnnounced");
    assertThat(Staged.condition(scene.status(), "Reconciling").getMessage())
        .startsWith("rotation 2 of the session keys, step 1 of 3");
    assertThat(scene.says("Ready")).isEqualTo("True Serving");
    assertThat(scene.status().secrets().sessionRotation().step()).isEqualTo("Announced");
  }

  /** For a day by default: a pipeline would wait for all of it. */
  @Test
  void to_wait_for_the_end_of_sessions_is_no_work() {
    var rolling = scene(NEXT, Given.KEYS.sessionData(), new Progress(false, false, false, false));
    assertThat(rolling.says("Reconciling")).isEqualTo("True RotationSwitched");
    var rolled = scene(NEXT, Given.KEYS.sessionData(), new Progress(true, false, false, false));
    assertThat(rolled.status().conditions()).noneMatch(c -> c.getType().equals("Reconciling"));
    assertThat(rolled.status().secrets().sessionRotation())
        .isEqualTo(new Rotation("2", "Switched", "2026-12-01T00:00:00Z", "2026-12-01T01:00:00Z"));
  }

  private static Scene scene(
      Map<String, String> used, Map<String, String> beside, Progress progress) {
    var copies = new HashMap<>(used);
    beside.forEach((key, value) -> copies.put(key + Keys.FALLBACKS, value));
    var stack = Given.spec(Staged.MANAGED + SPEC);
    var around =
        new Surroundings(
                Given.KEYS.data(),
                copies,
                Given.KEYS,
                Map.of(),
                false,
                false,
                Map.of(),
                Map.of(),
                Given.CLUSTER)
            .with(
                new RotationFacts(
                    NEXT,
                    Map.of(),
                    Optional.of(BEGUN),
                    Optional.empty(),
                    Optional.empty(),
                    BEGUN.plusSeconds(60),
                    Duration.ofMinutes(5),
                    progress));
    return Scene.of(SPEC).planned(StackPlan.of(stack, Given.PLATFORM, around));
  }
}
