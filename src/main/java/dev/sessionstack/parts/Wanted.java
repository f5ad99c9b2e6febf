package dev.sessionstack.parts;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.DependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Condition;

/**
 * The switch of a part: where it is false the object is deleted. Never so while its component is
 * held back: what is unclear is not a reason to delete.
 */
public final class Wanted implements Condition<HasMetadata, SessionStack> {

  @Override
  public boolean isMet(
      DependentResource<HasMetadata, SessionStack> dependent,
      SessionStack stack,
      Context<SessionStack> context) {
    var part = (Part<?>) dependent;
    var plan = Part.plan(context);
    return part.wanted(plan) || !plan.holds(part.component()).isEmpty();
  }
}
