package dev.sessionstack.parts.server;

import dev.sessionstack.parts.PartSet;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.ServerPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What there is for backend and model server each. */
@Ignore
abstract class ServerPart<R extends HasMetadata> extends PartSet<R, ServerPlan> {

  ServerPart(Class<R> kind) {
    super(kind, Set.of(Component.BACKEND, Component.MODEL_SERVER));
  }

  @Override
  protected List<ServerPlan> items(StackPlan plan) {
    return plan.servers();
  }

  @Override
  protected Component component(ServerPlan server) {
    return server.component();
  }

  @Override
  protected List<Problem> holds(StackPlan plan, ServerPlan server) {
    return plan.holds(server.component());
  }

  @Override
  protected String objectName(StackPlan plan, ServerPlan server) {
    return plan.names().server(server.component());
  }

  static Map<String, String> selector(StackPlan plan, ServerPlan server) {
    return Labels.selector(plan.names().stack(), server.component());
  }
}
