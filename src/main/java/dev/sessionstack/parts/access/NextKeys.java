package dev.sessionstack.parts.access;

import dev.sessionstack.parts.PartSet;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.KeyChange;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.Sensitives;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The master copies of keys to come, while keys are rotated. To make one is to draw keys for a
 * rotation, in one write that is never repeated: Kubernetes itself refuses edits. It goes when the
 * keys Secret has what is in it.
 */
@ApplicationScoped
public class NextKeys extends PartSet<Secret, NextKeys.Kind> {

  /**
   * On a Secret whose keys are in use, or are about to be: where the Secret of the pods is lost,
   * that is what was in it.
   */
  public static final String IN_USE = "sessionstack.dev/keys-in-use";

  /** What is rotated by itself. */
  public enum Kind {
    SESSION,
    STORE
  }

  public NextKeys() {
    super(Secret.class, Set.of(Component.ACCESS));
  }

  @Override
  protected List<Kind> items(StackPlan plan) {
    return List.of(Kind.values());
  }

  @Override
  protected Component component(Kind kind) {
    return Component.ACCESS;
  }

  @Override
  protected List<Problem> holds(StackPlan plan, Kind kind) {
    return plan.holds(kind == Kind.SESSION ? Component.SESSION : Component.STORE);
  }

  @Override
  protected String objectName(StackPlan plan, Kind kind) {
    return kind == Kind.SESSION ? plan.names().nextSessionSecret() : plan.names().nextStoreSecret();
  }

  @Override
  protected boolean wanted(StackPlan plan, Kind kind) {
    return !next(plan, kind).isEmpty();
  }

  /** The other Secrets of the component are somebody else's to keep. */
  @Override
  protected boolean concerns(StackPlan plan, Secret live) {
    return List.of(plan.names().nextSessionSecret(), plan.names().nextStoreSecret())
        .contains(live.getMetadata().getName());
  }

  @Override
  protected Secret desired(StackPlan plan, Kind kind) {
    var secret =
        new SecretBuilder()
            .withMetadata(plan.secretsOutliveStack() ? surviving(plan, kind) : owned(plan, kind))
            .withType("Opaque")
            .withImmutable(true)
            .withData(StackSecret.encoded(Sensitives.reveal(next(plan, kind))));
    if (change(plan, kind).filter(KeyChange::isNextInUse).isPresent()) {
      secret.editMetadata().addToAnnotations(IN_USE, "true").endMetadata();
    }
    return secret.build();
  }

  @Override
  protected Secret met(Secret live, Secret desired) {
    return StackSecret.asItIs(live, desired);
  }

  private static Map<String, Sensitive> next(StackPlan plan, Kind kind) {
    return change(plan, kind).map(KeyChange::next).orElse(Map.of());
  }

  private static Optional<KeyChange> change(StackPlan plan, Kind kind) {
    return kind == Kind.SESSION ? plan.session().change() : plan.store().change();
  }
}
