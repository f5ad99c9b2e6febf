package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.status.Facts;
import dev.sessionstack.status.StackStatus;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said at the end of a pass, and when the next one is due. */
final class Review {

  /** Until the next try, after an object could not be applied. */
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  /** The same, where only the user can mend it; most mending raises an event of its own. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /**
   * Until the look after a status was written. The SDK takes an edit of the spec that comes
   * meanwhile for our own write, and says nothing of it:
   * https://github.com/operator-framework/java-operator-sdk/issues/3398
   */
  private static final Duration AFTER_WRITING = Duration.ofSeconds(1);

  private final ConditionEvents events;
  private final PoolMemory pools;
  private final Clock clock;

  Review(ConditionEvents events, PoolMemory pools, Clock clock) {
    this.events = events;
    this.pools = pools;
    this.clock = clock;
  }

  /** Writes the status where it differs, and nothing else: a second pass is silent (R2). */
  UpdateControl<SessionStack> of(SessionStack stack, Facts facts) {
    var before = facts.previous();
    var now = StackStatus.of(facts, clock);
    UpdateControl<SessionStack> control;
    if (before.isPresent() && before.get().equals(now)) {
      control = UpdateControl.noUpdate();
    } else {
      events.tell(stack, before, now);
      control = UpdateControl.patchStatus(StatusOnly.of(stack, new SessionStack(), now));
    }
    next(stack, facts, control.isPatchStatus()).ifPresent(control::rescheduleAfter);
    return control;
  }

  /** When to look again without an event, if at all. */
  private Optional<Duration> next(SessionStack stack, Facts facts, boolean written) {
    if (written) {
      return Optional.of(AFTER_WRITING); // that look decides what comes after it
    }
    if (facts.failures().stream().anyMatch(failure -> !failure.lasting())) {
      return Optional.of(TRY_AGAIN);
    }
    if (!facts.failures().isEmpty() || facts.plan().isHeld()) {
      return Optional.of(LOOK_AGAIN);
    }
    return Stream.of(
            pools.review(OutsideEvents.id(stack), facts.plan()),
            facts
                .plan()
                .rotationDue(clock.instant())
                .map(at -> Duration.between(clock.instant(), at)),
            StackStatus.due(facts, clock)
                .map(at -> Duration.between(clock.instant(), at.plusSeconds(1))))
        .flatMap(Optional::stream)
        .min(Duration::compareTo);
  }
}
