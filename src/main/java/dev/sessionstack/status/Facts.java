package dev.sessionstack.status;

import dev.sessionstack.api.Mode;
import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.parts.Workloads;
import dev.sessionstack.parts.edge.LiveEdge;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.Reports;
import java.util.List;
import java.util.Optional;

/**
 * All that a status is made from.
 *
 * @param plan what is to be
 * @param live what is
 * @param edge what is in front of the Service
 * @param reports what was last heard from outside of Kubernetes
 * @param failures what could not be applied
 * @param previous what was said last
 */
public record Facts(
    StackPlan plan,
    Workloads live,
    LiveEdge edge,
    Reports reports,
    List<Failure> failures,
    Optional<SessionStackStatus> previous) {

  /** Why a component is not as it is to be, if that is known before looking at it. */
  Optional<Verdict> obstacle(String type, Component component) {
    var held = plan.holds(component).stream().findFirst();
    if (held.isPresent()) {
      return Optional.of(Verdict.no(type, held.get().reason(), held.get().message()));
    }
    return failure(component).map(f -> Verdict.no(type, f.reason(), f.message()));
  }

  /** Whether nothing of a component is written. */
  boolean isHeld(Component component) {
    return plan.mode() == Mode.Paused || !plan.holds(component).isEmpty();
  }

  /** Whether a component is not as it was planned, since nothing of it was written, or not all. */
  boolean isStill(Component component) {
    return isHeld(component) || failure(component).isPresent();
  }

  private Optional<Failure> failure(Component component) {
    return failures.stream()
        .filter(Failure::isObstacle)
        .filter(f -> f.component() == component || f.component() == Component.ACCESS)
        .findFirst();
  }

  /**
   * What was last said of the same spec. It stands until there is news: an operator that has just
   * started knows nothing yet, and that is no change of the stack.
   */
  Optional<Verdict> remembered(String type) {
    return previous.stream()
        .flatMap(status -> status.conditions().stream())
        .filter(c -> c.getType().equals(type))
        .filter(c -> Long.valueOf(plan.generation()).equals(c.getObservedGeneration()))
        .map(c -> new Verdict(type, c.getStatus(), c.getReason(), c.getMessage()))
        .findFirst();
  }

  /** What was last said of the store that the plan names; of another one, nothing. */
  Optional<SessionStackStatus.Store> lastStore() {
    var endpoint = plan.store().connection().map(StoreConnection::endpoint);
    return previous
        .map(SessionStackStatus::store)
        .filter(store -> endpoint.equals(Optional.ofNullable(store.endpoint())));
  }

  boolean hibernated() {
    return plan.mode() == Mode.Hibernated;
  }
}
