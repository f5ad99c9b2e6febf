package dev.sessionstack.plan;

import dev.sessionstack.api.LoadBalancerSpec.Affinity;
import dev.sessionstack.api.Mode;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.Switch;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All that is to be known to render a stack and to report on it.
 *
 * @param namespace of the stack and of everything that is made for it
 * @param names of its objects
 * @param uid of the stack: what owns its objects is the stack with this identity, not one of the
 *     same name (R22)
 * @param generation of the spec that was planned
 * @param mode what the operator does with it
 * @param ui the UI instances
 * @param session what a session is
 * @param store where sessions are kept
 * @param edge the way in
 * @param pods what all pods have in common
 * @param keys what was drawn at random, once
 * @param keysKept whether they are in a Secret already
 * @param passwordPending whether the store's password is one of them and is not kept yet
 * @param hasVolume whether a volume of the store exists
 * @param networkPolicy whether the managed store is closed to others
 * @param disruptionBudget whether voluntary disruptions are slowed down
 * @param platform what the platform team decided
 * @param uiHash fingerprint of the content that UI pods use
 * @param storeHash fingerprint of the content that the store's pods use
 * @param problems what is wrong or risky
 */
public record StackPlan(
    String namespace,
    Names names,
    String uid,
    long generation,
    Mode mode,
    UiPlan ui,
    SessionPlan session,
    StorePlan store,
    EdgePlan edge,
    PodPlan pods,
    Keys keys,
    boolean keysKept,
    boolean passwordPending,
    boolean hasVolume,
    boolean networkPolicy,
    boolean disruptionBudget,
    Platform platform,
    String uiHash,
    String storeHash,
    List<Problem> problems) {

  public static StackPlan of(SessionStack stack, Platform platform, Surroundings around) {
    var spec = stack.getSpec();
    var names = new Names(stack.getMetadata().getName());
    var namespace = stack.getMetadata().getNamespace();
    var problems = new ArrayList<Problem>();
    var mode = spec.mode() == null ? Mode.Running : spec.mode();
    var hibernated = mode == Mode.Hibernated;
    var held = KeysInUse.of(spec);
    var keys = held.keys(around);
    var references = References.of(stack);
    missing(references.session(), Component.UI, around, problems::add);
    missing(references.store(), Component.STORE, around, problems::add);
    missing(references.ui(), Component.UI, around, problems::add);
    var ui = UiPlan.of(spec.ui(), around, hibernated, problems::add);
    var session = SessionPlan.of(spec.session(), names, keys, around, problems::add);
    var store =
        StorePlan.of(spec.store(), namespace, names, keys, around, hibernated, problems::add);
    var edge = EdgePlan.of(spec.loadBalancer(), ui, names, around, problems::add);
    warn(ui, store, edge, problems::add);
    held.lost(stack, around).forEach(problems::add);
    return new StackPlan(
        namespace,
        names,
        stack.getMetadata().getUid(),
        Optional.ofNullable(stack.getMetadata().getGeneration()).orElse(0L),
        mode,
        ui,
        session,
        store,
        edge,
        PodPlan.of(spec.podDefaults(), names),
        keys,
        !around.keys().isEmpty(),
        held.password() && around.keys().isEmpty(),
        around.hasVolume(),
        spec.networkPolicy() != Switch.Disabled,
        spec.podDisruptionBudget() != Switch.Disabled,
        platform,
        Fingerprint.ofUi(references, session, store, keys, around),
        Fingerprint.ofStore(references, store, keys, around),
        List.copyOf(problems));
  }

  /** Why a component is left as it is, if it is. */
  public List<Problem> holds(Component component) {
    return problems.stream()
        .filter(p -> p.effect() == Problem.Effect.HOLDS)
        .filter(p -> p.component() == component || needs(component, p.component()))
        .toList();
  }

  /** Whether anything is left as it is. */
  public boolean isHeld() {
    return problems.stream().anyMatch(p -> p.effect() == Problem.Effect.HOLDS);
  }

  /** What is applied as asked, but risky. */
  public List<Problem> warnings() {
    return problems.stream().filter(p -> p.effect() == Problem.Effect.WARNS).toList();
  }

  /**
   * The reference that lets Kubernetes collect an object with its stack; absent for what outlives
   * it. We never delete a stack's objects ourselves, so a stack is deleted even with the operator
   * down (R5).
   */
  public OwnerReference owner() {
    return new OwnerReferenceBuilder()
        .withApiVersion("sessionstack.dev/v1alpha1")
        .withKind("SessionStack")
        .withName(names.stack())
        .withUid(uid)
        .withController(true)
        .build();
  }

  /**
   * Whether the Secrets outlive the stack, because a volume does that is of no use without them.
   */
  public boolean secretsOutliveStack() {
    return store.managed().map(RedisPlan::retained).orElse(hasVolume);
  }

  /** All stand on the Secrets; the UI takes the store's address from one of them. */
  private static boolean needs(Component component, Component other) {
    return other == Component.ACCESS || other == Component.STORE && component == Component.UI;
  }

  private static void missing(
      Set<Reference> references,
      Component component,
      Surroundings around,
      Consumer<Problem> problems) {
    for (var reference : references) {
      if (!reference.optional() && !around.contents().containsKey(reference.target())) {
        problems.accept(
            Problem.holds(
                component,
                reference.kind() + "Missing",
                reference.field(),
                reference.kind()
                    + " "
                    + reference.name()
                    + " does not exist in this namespace; create it or correct the name"));
      }
    }
  }

  private static void warn(UiPlan ui, StorePlan store, EdgePlan edge, Consumer<Problem> problems) {
    if (store.inProcess() && ui.replicas() > 1 && edge.affinity() == Affinity.Mode.None) {
      problems.accept(
          Problem.warns(
              Component.UI,
              "AffinityNeeded",
              "spec.loadBalancer.affinity.mode",
              "with store.memory a session lives in one instance, and another does not know it;"
                  + " set ClientIP, use one replica, or use store.managed"));
    }
  }
}
