package dev.sessionstack.parts.access;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.Sensitives;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** JWT_SECRET, SECRET_KEY and CSRF_SECRET for the app, where the user brings none. */
@ApplicationScoped
public class SessionSecret extends StackSecret {

  public SessionSecret() {
    super(Component.ACCESS);
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.session().generated();
  }

  /**
   * Pods use it as long as they are held, for instance since the Secret in its place is missing,
   * and where the spec names it as the user's.
   */
  @Override
  protected boolean mayGo(StackPlan plan) {
    return plan.holds(Component.SESSION).isEmpty()
        && !plan.session().secretName().equals(objectName(plan));
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().sessionSecret();
  }

  @Override
  public Secret desired(StackPlan plan) {
    return RotationStep.dated(super.desired(plan), plan.session().change());
  }

  @Override
  Map<String, String> data(StackPlan plan) {
    var data = Sensitives.reveal(plan.session().data());
    data.put(Keys.HASH_KEY, plan.keys().hashKey().reveal());
    plan.session()
        .change()
        .ifPresent(change -> RotationStep.addName(change, data, Keys.SESSION_ROTATION));
    return data;
  }
}
