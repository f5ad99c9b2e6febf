package dev.sessionstack.parts.access;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.KeyChange;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/**
 * What was drawn at random for the stack. No pod uses it: it is the master copy that the Secrets of
 * the pods are restored from, and it is restored from them. Kubernetes itself refuses edits of it.
 */
@ApplicationScoped
public class KeysSecret extends StackSecret {

  public KeysSecret() {
    super(Component.ACCESS);
  }

  /**
   * What cannot be edited is deleted, and made anew by the pass that follows. Not while any of it
   * is nowhere else.
   */
  @Override
  public boolean wanted(StackPlan plan) {
    return plan.keyChanges().noneMatch(KeyChange::isMasterOutdated)
        || !plan.keyChanges().allMatch(KeyChange::isCopied);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().keysSecret();
  }

  @Override
  Map<String, String> data(StackPlan plan) {
    return plan.keys().data();
  }

  @Override
  public Secret desired(StackPlan plan) {
    return new SecretBuilder(super.desired(plan)).withImmutable(true).build();
  }
}
