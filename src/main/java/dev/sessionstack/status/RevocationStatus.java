package dev.sessionstack.status;

import dev.sessionstack.api.SessionRevocationStatus;
import dev.sessionstack.plan.RevocationPlan;
import dev.sessionstack.store.RevocationReport.Ended;
import dev.sessionstack.store.RevocationReport.Returning;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The whole status of a revocation. */
public final class RevocationStatus {

  /** The status that the facts call for; equal to the previous one where nothing is new. */
  public static SessionRevocationStatus of(RevocationFacts facts, Clock clock) {
    var complete = RevocationRules.complete(facts);
    var stalled = RevocationRules.stalled(facts, complete);
    var verdicts = new ArrayList<Verdict>();
    verdicts.add(complete);
    RevocationRules.failed(facts, complete).ifPresent(verdicts::add);
    RevocationRules.reconciling(complete, stalled).ifPresent(verdicts::add);
    stalled.ifPresent(verdicts::add);
    var before = facts.previous().map(SessionRevocationStatus::conditions).orElse(List.of());
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    var begun = facts.order().isPresent() || facts.report().isPresent();
    return new SessionRevocationStatus(
        facts.plan().generation(),
        verdicts.stream().map(v -> v.dated(before, facts.plan().generation(), clock)).toList(),
        sessionsEnded(facts),
        facts.previous().map(SessionRevocationStatus::startTime).orElse(begun ? now : null),
        complete.isTrue() ? now : null);
  }

  private static Long sessionsEnded(RevocationFacts facts) {
    var report = facts.report().orElse(null);
    if (report instanceof Ended ended) {
      return ended.sessions();
    }
    return report instanceof Returning returning ? returning.sessions() : null;
  }

  /** When it was over, for better or worse; absent before. */
  public static Optional<Instant> finished(SessionRevocationStatus status) {
    return end(status).map(condition -> Instant.parse(condition.getLastTransitionTime()));
  }

  /** The condition that says how it ended; absent before. */
  public static Optional<Condition> end(SessionRevocationStatus status) {
    return status.conditions().stream()
        .filter(c -> Set.of(RevocationRules.COMPLETE, RevocationRules.FAILED).contains(c.getType()))
        .filter(c -> "True".equals(c.getStatus()))
        .findFirst();
  }

  /** How it ended, for an Event: which user or session it was about is in no Event. */
  public static String note(RevocationPlan plan, Condition end) {
    var by = plan.selection().map(selection -> " (by " + selection.word() + ")").orElse("");
    return end.getType().equals(RevocationRules.COMPLETE)
        ? end.getMessage() + " by SessionRevocation " + plan.name() + by
        : "SessionRevocation " + plan.name() + by + " failed: " + end.getMessage();
  }

  private RevocationStatus() {}
}
