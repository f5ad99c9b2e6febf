package dev.sessionstack.parts.server;

import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.parts.AppPod;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.ServerPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The instances of a server. A new one serves before an old one goes. */
@ApplicationScoped
public class ServerDeployment extends ServerPart<Deployment> {

  /** How long an instance still serves before SIGTERM, while its clients learn that it goes. */
  private static final long LEAVE = 5;

  public ServerDeployment() {
    super(Deployment.class);
  }

  @Override
  protected Deployment desired(StackPlan plan, ServerPlan server) {
    return new DeploymentBuilder()
        .withMetadata(owned(plan, server))
        .withNewSpec()
        .withReplicas(server.replicas())
        .withNewSelector()
        .withMatchLabels(selector(plan, server))
        .endSelector()
        .withProgressDeadlineSeconds(AppPod.progressDeadline(server.startupTimeout()))
        .withStrategy(AppPod.replacement())
        .withTemplate(template(plan, server))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(StackPlan plan, ServerPlan server) {
    var component = server.component();
    var app = server.container();
    var own = Map.of("PORT", Integer.toString(server.port()));
    var container =
        AppPod.container(
            plan,
            component,
            app,
            component == Component.BACKEND
                ? AppEnv.ofApp(plan, component, app, own)
                : AppEnv.ofServer(plan, app, own));
    AppPod.serving(container, server.port(), server.probePath(), server.startupTimeout())
        .withNewLifecycle()
        .withNewPreStop()
        .withNewSleep(LEAVE)
        .endPreStop()
        .endLifecycle();
    return AppPod.template(
        plan,
        component,
        Map.of(),
        app,
        container.build(),
        server.gracePeriod().plusSeconds(LEAVE),
        AppPod.SCRATCH);
  }
}
