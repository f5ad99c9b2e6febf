package dev.sessionstack.status;

import dev.sessionstack.api.Mode;
import dev.sessionstack.plan.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions that sum up the others. {@code Reconciling} and {@code Stalled} are there only
 * while they are true, as kstatus reads them.
 *
 * @see <a
 *     href="https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md">kstatus</a>
 */
final class SummaryRules {

  static final String READY = "Ready";
  static final String RECONCILING = "Reconciling";
  static final String STALLED = "Stalled";

  /** Ready speaks of the operand (R10): users can come in, and their sessions are kept. */
  static Verdict ready(Facts facts, List<Verdict> components) {
    var note =
        facts.plan().mode() == Mode.Paused ? " (paused: changes of the spec are not applied)" : "";
    return Stream.of(ComponentRules.UI_READY, StoreRules.STORE_READY, ComponentRules.EXPOSED)
        .flatMap(type -> components.stream().filter(v -> v.type().equals(type)))
        .filter(verdict -> !verdict.isTrue())
        .findFirst()
        .map(v -> Verdict.no(READY, v.reason(), v.type() + ": " + v.message() + note))
        .orElseGet(
            () ->
                Verdict.yes(READY, "Serving", facts.live().uiReady() + " instances serve" + note));
  }

  static Optional<Verdict> stalled(Facts facts) {
    var problems =
        facts.plan().problems().stream().filter(p -> p.effect() == Problem.Effect.HOLDS).toList();
    var failures = facts.failures().stream().filter(Failure::lasting).toList();
    var messages =
        Stream.concat(
                problems.stream().map(Problem::message), failures.stream().map(Failure::message))
            .collect(Collectors.joining("; "));
    return Stream.concat(
            problems.stream().map(Problem::reason), failures.stream().map(Failure::reason))
        .findFirst()
        .map(reason -> Verdict.yes(STALLED, reason, messages));
  }

  static Optional<Verdict> reconciling(Facts facts, Verdict ready, Optional<Verdict> stalled) {
    var settled = ready.isTrue() || stalled.isPresent() || facts.plan().mode() == Mode.Paused;
    var asleep = facts.plan().ui().replicas() == 0 && facts.live().uiReplicas() == 0;
    return settled || asleep
        ? Optional.empty()
        : Optional.of(Verdict.yes(RECONCILING, "Progressing", ready.message()));
  }

  private SummaryRules() {}
}
