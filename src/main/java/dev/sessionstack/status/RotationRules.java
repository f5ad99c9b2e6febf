package dev.sessionstack.status;

import dev.sessionstack.api.Mode;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.KeyChange;
import dev.sessionstack.plan.Rotation;
import dev.sessionstack.plan.Rotation.Stage;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said of keys that are being changed. */
final class RotationRules {

  /** While instances or the server are brought along; time alone is no work. */
  static Optional<Verdict> reconciling(Facts facts) {
    var plan = facts.plan();
    return plan.mode() == Mode.Paused
        ? Optional.empty()
        : Stream.of(
                plan.store().change().flatMap(c -> working(c, "the store's password", facts)),
                plan.session().change().flatMap(c -> working(c, "the session keys", facts)))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static Optional<Verdict> working(KeyChange change, String what, Facts facts) {
    return change
        .rotation()
        .step()
        .filter(step -> !step.resting())
        .map(step -> verdict(step, message(step, what)));
  }

  private static Verdict verdict(Rotation.Step step, String message) {
    return switch (step.stage()) {
      case Announced -> Verdict.yes(SummaryRules.RECONCILING, "RotationAnnounced", message);
      case Switched -> Verdict.yes(SummaryRules.RECONCILING, "RotationSwitched", message);
      case Retired -> Verdict.yes(SummaryRules.RECONCILING, "RotationRetired", message);
    };
  }

  private static String message(Rotation.Step step, String what) {
    return "rotation"
        + (step.token().isEmpty() ? "" : " " + step.token())
        + " of "
        + what
        + ", step "
        + (step.stage().ordinal() + 1)
        + " of "
        + Stage.values().length
        + ": "
        + switch (step.stage()) {
          case Announced -> "the new is being made known, and nobody uses it yet";
          case Switched -> "instances go over to the new, and the old is accepted";
          case Retired -> "the old is being dropped";
        };
  }

  /**
   * Where keys come from, if not from the beginning; null where they do. Of what is held it stays
   * as it was said. A step that could not be carried out begins anew in each pass, and is not said
   * anew for that.
   */
  static SessionStackStatus.Rotation figure(
      Facts facts,
      Component component,
      Optional<KeyChange> change,
      Optional<SessionStackStatus.Rotation> before) {
    if (facts.isHeld(component)) {
      return before.orElse(null);
    }
    var now = figure(change);
    return facts.isStill(component) && before.filter(said -> isSame(said, now)).isPresent()
        ? before.get()
        : now.orElse(null);
  }

  private static boolean isSame(
      SessionStackStatus.Rotation said, Optional<SessionStackStatus.Rotation> now) {
    return now.filter(
            step ->
                Objects.equals(step.name(), said.name())
                    && Objects.equals(step.step(), said.step()))
        .isPresent();
  }

  private static Optional<SessionStackStatus.Rotation> figure(Optional<KeyChange> change) {
    return change
        .map(KeyChange::rotation)
        .filter(rotation -> rotation.step().isPresent() || !rotation.token().isEmpty())
        .map(
            rotation ->
                rotation
                    .step()
                    .map(RotationRules::figure)
                    .orElse(new SessionStackStatus.Rotation(rotation.token(), "Done", null, null)));
  }

  private static SessionStackStatus.Rotation figure(Rotation.Step step) {
    return new SessionStackStatus.Rotation(
        step.token().isEmpty() ? null : step.token(),
        step.stage().name(),
        step.since().toString(),
        step.due().map(Instant::toString).orElse(null));
  }

  private RotationRules() {}
}
