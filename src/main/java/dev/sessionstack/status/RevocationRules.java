package dev.sessionstack.status;

import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.SessionPlace.InProcess;
import dev.sessionstack.plan.SessionPlace.OutOfReach;
import dev.sessionstack.store.RevocationReport;
import dev.sessionstack.store.RevocationReport.Ended;
import dev.sessionstack.store.RevocationReport.Interrupted;
import dev.sessionstack.store.RevocationReport.NotPermitted;
import dev.sessionstack.store.RevocationReport.Returning;
import dev.sessionstack.store.StoreReport.Failing;
import java.util.Optional;

/**
 * Whether a revocation is carried out. {@code Failed}, {@code Reconciling} and {@code Stalled} are
 * there only while they are true.
 */
final class RevocationRules {

  static final String COMPLETE = "Complete";
  static final String FAILED = "Failed";

  private static final String AGAIN = ", and create another revocation";

  static Verdict complete(RevocationFacts facts) {
    return facts
        .outcome()
        .map(RevocationRules::outcome)
        .or(() -> facts.plan().problem().map(RevocationRules::problem))
        .orElseGet(() -> waiting(facts));
  }

  private static Verdict outcome(RevocationReport report) {
    if (report instanceof Ended ended) {
      return Verdict.yes(COMPLETE, "SessionsEnded", ended(ended.sessions()));
    }
    if (report instanceof Returning returning) {
      return Verdict.no(
          COMPLETE,
          "SessionsReturn",
          ended(returning.sessions())
              + ", but some are written again and again: have the app write sessions only where they"
              + " still exist (docs/contract.md)"
              + AGAIN);
    }
    return Verdict.no(
        COMPLETE, "PermissionDenied", ((NotPermitted) report).message() + "; permit it" + AGAIN);
  }

  private static Verdict problem(Problem problem) {
    return Verdict.no(COMPLETE, problem.reason(), problem.message());
  }

  private static Verdict waiting(RevocationFacts facts) {
    var stack = facts.plan().stack();
    if (facts.place().isEmpty()) {
      return Verdict.no(
          COMPLETE,
          "StackMissing",
          "spec.stackName: there is no SessionStack " + stack + " in this namespace as of now");
    }
    if (facts.place().get() instanceof InProcess) {
      return Verdict.no(
          COMPLETE,
          "InProcess",
          "the sessions of SessionStack "
              + stack
              + " live in its UI process, where nobody else can end them: restart it with `kubectl"
              + " rollout restart deployment/"
              + stack
              + "-ui`, which ends all");
    }
    if (facts.place().get() instanceof OutOfReach place) {
      return unavailable(place.why());
    }
    if (facts.report().isPresent() && facts.report().get() instanceof Interrupted interrupted) {
      return Verdict.no(
          COMPLETE, "Interrupted", interrupted.message() + "; it is begun again in a moment");
    }
    if (facts.store().isPresent() && facts.store().get() instanceof Failing failing) {
      return unavailable(failing.message());
    }
    return facts.storeServes()
        ? Verdict.no(COMPLETE, "EndingSessions", "sessions are being ended")
        : unavailable("the store of SessionStack " + stack + " has not been asked yet");
  }

  private static Verdict unavailable(String why) {
    return Verdict.no(COMPLETE, "StoreUnavailable", "it begins when the store serves: " + why);
  }

  /** Nothing more will come of it. */
  static Optional<Verdict> failed(RevocationFacts facts, Verdict complete) {
    var hopeless =
        facts.outcome().isPresent()
            || facts.plan().problem().isEmpty()
                && facts.place().filter(InProcess.class::isInstance).isPresent();
    return complete.isTrue() || !hopeless
        ? Optional.empty()
        : Optional.of(Verdict.yes(FAILED, complete.reason(), complete.message()));
  }

  static Optional<Verdict> stalled(RevocationFacts facts, Verdict complete) {
    var waitsForUser = facts.outcome().isEmpty() && facts.plan().problem().isPresent();
    return waitsForUser || failed(facts, complete).isPresent()
        ? Optional.of(Verdict.yes(SummaryRules.STALLED, complete.reason(), complete.message()))
        : Optional.empty();
  }

  static Optional<Verdict> reconciling(Verdict complete, Optional<Verdict> stalled) {
    return complete.isTrue() || stalled.isPresent()
        ? Optional.empty()
        : Optional.of(Verdict.yes(SummaryRules.RECONCILING, "Progressing", complete.message()));
  }

  private static String ended(long sessions) {
    return sessions + (sessions == 1 ? " session was ended" : " sessions were ended");
  }

  private RevocationRules() {}
}
