package dev.sessionstack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.reconcile.SessionStackReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the parts of the workflow table make of a plan. */
public final class Rendering {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** Every part of the workflow table that the stack wants, by the name of its golden file. */
  public static Map<String, String> files(SessionStack stack) {
    var plan = StackPlan.of(stack, Given.PLATFORM, Given.around(stack));
    assertThat(plan.isHeld()).as("%s", plan.problems()).isFalse();
    var files = new TreeMap<String, String>();
    for (var object : of(plan)) {
      files.put(
          object.getKind() + "-" + object.getMetadata().getName() + ".yaml", YAML.asYaml(object));
    }
    return files;
  }

  /** All that a plan wants and nothing holds back. */
  public static List<HasMetadata> of(StackPlan plan) {
    var objects = new ArrayList<HasMetadata>();
    for (var part : parts()) {
      if (part instanceof PartSet<?, ?> set) {
        objects.addAll(unheld(set, plan));
      } else if (((Part<?>) part).wanted(plan)
          && plan.holds(((Part<?>) part).component()).isEmpty()) {
        objects.addAll(part.objects(plan));
      }
    }
    return objects;
  }

  private static <R extends HasMetadata, T> List<R> unheld(PartSet<R, T> set, StackPlan plan) {
    return set.items(plan).stream()
        .filter(item -> set.wanted(plan, item) && set.holds(plan, item).isEmpty())
        .map(item -> set.desired(plan, item))
        .toList();
  }

  /** The workflow table, without what others make. */
  static List<StackObject<?>> parts() {
    var parts = new ArrayList<StackObject<?>>();
    for (var dependent : SessionStackReconciler.class.getAnnotation(Workflow.class).dependents()) {
      if (!StackObject.class.isAssignableFrom(dependent.type())) {
        continue;
      }
      try {
        parts.add((StackObject<?>) dependent.type().getDeclaredConstructor().newInstance());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return parts;
  }

  private Rendering() {}
}
