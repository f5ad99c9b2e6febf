package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.Part;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;

/**
 * Whether the cluster serves HTTPRoutes, the same for all stacks: an informer on a kind that is not
 * there would keep the operator from starting.
 *
 * <p>JOSDK's own condition looks ten times and then never again; the plan knows from a watch.
 */
public class RoutesServed implements Condition<HTTPRoute, SessionStack> {

  @Override
  public boolean isMet(
      DependentResource<HTTPRoute, SessionStack> dependent,
      SessionStack stack,
      Context<SessionStack> context) {
    return Part.plan(context).edge().routesServed();
  }
}
