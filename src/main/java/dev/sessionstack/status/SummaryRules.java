package dev.sessionstack.status;

import dev.sessionstack.api.Mode;
import dev.sessionstack.plan.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** All is as the spec says: nothing is to come by itself. */
  private static final Set<String> SETTLED = Set.of("ScaledToZero", "QueueStuck");

  /** No trouble, and not as the spec says yet. */
  private static final Set<String> UNFINISHED = Set.of("Resizing");

  /** The cause before what it keeps from starting. */
  private static final List<String> COMPONENTS =
      List.of(
          StoreReadyRules.STORE_READY,
          ServerRules.MODEL_SERVER_READY,
          ServerRules.BACKEND_READY,
          ComponentRules.UI_READY,
          EdgeRules.EXPOSED,
          TaskRules.WORKERS_READY,
          TaskRules.SCHEDULER_READY,
          BucketRules.OBJECT_STORAGE_READY);

  /**
   * Ready speaks of the operand (R10): users can come in, and their sessions are kept. Instances of
   * the spec before this one serve them too, so a rollout, or one that is stuck, is no outage.
   */
  static Verdict ready(Facts facts, List<Verdict> components) {
    var troubles = troubles(components);
    var outage = troubles.stream().filter(v -> isOutage(v, facts)).findFirst();
    var paused =
        facts.plan().mode() == Mode.Paused ? " (paused: changes of the spec are not applied)" : "";
    if (outage.isPresent()) {
      var verdict = outage.get();
      return Verdict.no(
          READY, verdict.reason(), verdict.type() + ": " + verdict.message() + paused);
    }
    var ready = facts.live().ui().ready();
    return Verdict.yes(
        READY, "Serving", ready + (ready == 1 ? " instance serves" : " instances serve") + paused);
  }

  private static boolean isOutage(Verdict verdict, Facts facts) {
    return switch (verdict.type()) {
      case ComponentRules.UI_READY -> !facts.live().uiServes(facts.plan());
      case ServerRules.BACKEND_READY, ServerRules.MODEL_SERVER_READY ->
          !ServerRules.serves(verdict.type(), facts);
      case TaskRules.WORKERS_READY -> TaskRules.nobodyWorks(verdict, facts);
      default -> true;
    };
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

  static Optional<Verdict> reconciling(
      Facts facts, List<Verdict> components, Optional<Verdict> stalled) {
    var asleep = facts.plan().ui().replicas() == 0 && facts.live().ui().replicas() == 0;
    return stalled.isPresent() || facts.plan().mode() == Mode.Paused || asleep
        ? Optional.empty()
        : RotationRules.reconciling(facts)
            .or(
                () ->
                    Stream.concat(troubles(components).stream(), unfinished(components))
                        .filter(v -> !SETTLED.contains(v.reason()))
                        .findFirst()
                        .map(
                            v ->
                                Verdict.yes(
                                    RECONCILING, "Progressing", v.type() + ": " + v.message())));
  }

  private static Stream<Verdict> unfinished(List<Verdict> components) {
    return components.stream().filter(v -> UNFINISHED.contains(v.reason()));
  }

  private static List<Verdict> troubles(List<Verdict> components) {
    return COMPONENTS.stream()
        .flatMap(type -> components.stream().filter(v -> v.type().equals(type)))
        .filter(verdict -> !verdict.isTrue())
        .filter(verdict -> !BucketRules.isUnknown(verdict))
        .toList();
  }

  private SummaryRules() {}
}
