package dev.sessionstack.plan;

import dev.sessionstack.api.LoadBalancerSpec;
import dev.sessionstack.api.SessionStackSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps a stack within what the platform team allows its namespace. The operator may do more than
 * whoever writes a stack, so what it does in their name it does only within these bounds.
 *
 * @param templates of the pods
 * @param annotations of Service and Ingress
 * @param edge what they are asked for in, if anywhere
 * @param trusted whether the stack may ask for anything
 */
record Bounds(
    Templates templates,
    Annotations annotations,
    Optional<LoadBalancerSpec> edge,
    boolean trusted) {

  private static final String EDGE = "spec.loadBalancer";

  static Bounds of(SessionStackSpec spec, String namespace, Tenancy tenancy) {
    return new Bounds(
        new Templates(tenancy.podSecurity()),
        new Annotations(namespace, tenancy.snippets()),
        Optional.ofNullable(spec.loadBalancer()),
        tenancy.trusts(namespace));
  }

  void check(
      UiPlan ui,
      StorePlan store,
      List<WorkerPlan> workers,
      Optional<SchedulerPlan> scheduler,
      List<ServerPlan> servers,
      Consumer<Problem> problems) {
    if (trusted) {
      return;
    }
    templates.check(ui.container(), Component.UI, "spec.ui", problems);
    store.managed().ifPresent(redis -> templates.check(redis, problems));
    for (var pool : workers) {
      templates.check(
          pool.container(),
          Component.WORKERS,
          WorkerPlan.field(pool.name()),
          problem -> problems.accept(problem.ofPool(pool.name())));
    }
    scheduler.ifPresent(
        one -> templates.check(one.container(), Component.SCHEDULER, "spec.scheduler", problems));
    for (var server : servers) {
      templates.check(
          server.container(), server.component(), ServerPlan.field(server.component()), problems);
    }
    edge.map(LoadBalancerSpec::service)
        .map(LoadBalancerSpec.ServiceSpec::annotations)
        .ifPresent(some -> check(some, Component.UI, "service", problems));
    edge.map(LoadBalancerSpec::ingress)
        .map(ingress -> ingress.annotations())
        .ifPresent(some -> check(some, Component.EDGE, "ingress", problems));
  }

  private void check(
      Map<String, String> some, Component component, String field, Consumer<Problem> problems) {
    annotations.check(some, component, EDGE + "." + field + ".annotations", problems);
  }
}
