package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStackStatus.Rotation;
import dev.sessionstack.plan.Around;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.RotationFacts;
import dev.sessionstack.plan.RotationFacts.Progress;
import dev.sessionstack.plan.RotationFacts.Trail;
import dev.sessionstack.plan.StackPlan;
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
        .isEqualTo(new Rotation("2", "Switched", "2026-12-01T00:00:00Z", "2026-12-01T01:01:00Z"));
  }

  /** R26: what was lost is lost in the second pass, too. */
  @Test
  void what_is_lost_stays_said_as_long_as_it_is_lost() {
    var used = new Rotation("2", "Switched", "2026-12-01T00:00:00Z", null);
    var stack = Given.spec(Staged.MANAGED + SPEC);
    stack.setStatus(Given.rotated(used, null));
    var plan = StackPlan.of(stack, Given.PLATFORM, new Around().get());
    var scene = Scene.of(SPEC).planned(plan).after(Given.rotated(used, null));
    assertThat(scene.says("Stalled")).isEqualTo("True SecretLost");
    assertThat(scene.status().secrets().sessionRotation()).isEqualTo(used);
  }

  /** R2: a step that is not done would begin anew, and be said, in every pass. */
  @Test
  void a_stack_that_is_paused_says_what_it_said_before() {
    var said = new Rotation("2", "Announced", "2026-11-01T00:00:00Z", null);
    for (var seconds : new int[] {60, 61}) {
      var now = BEGUN.plusSeconds(seconds);
      var plan = plan("mode: Paused\n", NEXT, Given.KEYS.sessionData(), Progress.NONE, now);
      var scene = Scene.of(SPEC).planned(plan).after(Given.rotated(said, null));
      assertThat(scene.status().secrets().sessionRotation()).isEqualTo(said);
    }
  }

  private static Scene scene(
      Map<String, String> used, Map<String, String> beside, Progress progress) {
    return Scene.of(SPEC).planned(plan("", used, beside, progress, BEGUN.plusSeconds(60)));
  }

  private static StackPlan plan(
      String more,
      Map<String, String> used,
      Map<String, String> beside,
      Progress progress,
      Instant now) {
    var copies = new HashMap<>(used);
    beside.forEach((key, value) -> copies.put(key + Keys.FALLBACKS, value));
    var stack = Given.spec(more + Staged.MANAGED + SPEC);
    var around =
        new Around()
            .copies(copies)
            .get(
                new RotationFacts(
                    new Trail(NEXT, used.equals(NEXT), Optional.of(BEGUN), Optional.empty()),
                    Trail.NONE,
                    Optional.empty(),
                    now,
                    Duration.ofMinutes(5),
                    progress));
    return StackPlan.of(stack, Given.PLATFORM, around);
  }
}
