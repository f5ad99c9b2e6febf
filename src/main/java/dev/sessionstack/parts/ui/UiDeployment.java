package dev.sessionstack.parts.ui;

import dev.sessionstack.api.Profile;
import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.parts.AppPod;
import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;

/** The UI instances. A new one serves before an old one goes. */
@ApplicationScoped
public class UiDeployment extends Part<Deployment> {

  public UiDeployment() {
    super(Deployment.class, Component.UI);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().ui();
  }

  @Override
  public Deployment desired(StackPlan plan) {
    return new DeploymentBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withReplicas(plan.ui().stated().orElse(null))
        .withNewSelector()
        .withMatchLabels(Labels.selector(plan.names().stack(), Component.UI))
        .endSelector()
        .withProgressDeadlineSeconds(AppPod.progressDeadline(plan.ui().startupTimeout()))
        .withStrategy(AppPod.replacement())
        .withTemplate(template(plan))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(StackPlan plan) {
    var ui = plan.ui();
    var app = ui.container();
    var container =
        AppPod.container(plan, Component.UI, app, AppEnv.ofApp(plan, Component.UI, app, env(plan)));
    AppPod.serving(container, ui.port(), ui.probePath(), ui.startupTimeout());
    if (ui.preStopDelay().toSeconds() > 0) {
      container
          .withNewLifecycle()
          .withNewPreStop()
          .withNewSleep(ui.preStopDelay().toSeconds())
          .endPreStop()
          .endLifecycle();
    }
    return AppPod.template(
        plan,
        Component.UI,
        Map.of(),
        app,
        container.build(),
        ui.preStopDelay().plus(ui.drainTimeout()),
        ui.scratchSize());
  }

  private static Map<String, String> env(StackPlan plan) {
    var ui = plan.ui();
    var env = new LinkedHashMap<>(ui.presets());
    if (ui.profile() == Profile.Gradio) {
      env.put("PROJECTNAME", plan.names().stack());
      env.put("VERSION", tag(ui.container().image()));
    }
    return env;
  }

  /** The tag or digest of an image; a registry's port is not a tag. */
  private static String tag(String image) {
    var name = image.substring(image.lastIndexOf('/') + 1);
    var at = name.indexOf('@');
    var colon = name.indexOf(':');
    return at >= 0 ? name.substring(at + 1) : colon >= 0 ? name.substring(colon + 1) : "latest";
  }
}
