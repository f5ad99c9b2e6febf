package dev.sessionstack.parts.workers;

import dev.sessionstack.parts.PartSet;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.WorkerPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What there is for each pool of workers. */
@Ignore
abstract class PoolPart<R extends HasMetadata> extends PartSet<R, WorkerPlan> {

  PoolPart(Class<R> kind) {
    super(kind, Set.of(Component.WORKERS));
  }

  @Override
  protected List<WorkerPlan> items(StackPlan plan) {
    return plan.workers();
  }

  @Override
  protected Component component(WorkerPlan pool) {
    return Component.WORKERS;
  }

  @Override
  protected List<Problem> holds(StackPlan plan, WorkerPlan pool) {
    return plan.holds(pool);
  }

  @Override
  protected String objectName(StackPlan plan, WorkerPlan pool) {
    return plan.names().worker(pool.name());
  }

  final ObjectMeta labelled(StackPlan plan, WorkerPlan pool) {
    return new ObjectMetaBuilder(owned(plan, pool)).addToLabels(label(pool)).build();
  }

  static Map<String, String> label(WorkerPlan pool) {
    return Map.of(Labels.POOL, pool.name());
  }

  static Map<String, String> selector(StackPlan plan, WorkerPlan pool) {
    var selector = new TreeMap<>(Labels.selector(plan.names().stack(), Component.WORKERS));
    selector.putAll(label(pool));
    return selector;
  }
}
