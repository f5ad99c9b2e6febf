package dev.sessionstack.parts.ui;

import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.parts.BucketEnv;
import dev.sessionstack.parts.Part;
import dev.sessionstack.parts.PodTemplate;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.plan.UiPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The UI instances. A new one serves before an old one goes. */
@ApplicationScoped
public class UiDeployment extends Part<Deployment> {

  /** Any number but 0 would do; it is fixed so that files on volumes keep their owner. */
  private static final long USER = 10001;

  private static final String PORT = "http";

  public UiDeployment() {
    super(Deployment.class, Component.UI);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().ui();
  }

  @Override
  public Deployment desired(StackPlan plan) {
    var startup = plan.ui().startupTimeout().toSeconds();
    return new DeploymentBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withReplicas(plan.ui().replicas())
        .withNewSelector()
        .withMatchLabels(Labels.selector(plan.names().stack(), Component.UI))
        .endSelector()
        .withProgressDeadlineSeconds((int) Math.max(600, startup + 120))
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .endStrategy()
        .withTemplate(template(plan))
        .endSpec()
        .build();
  }

  private static PodTemplateSpec template(StackPlan plan) {
    var ui = plan.ui();
    var template =
        PodTemplate.of(plan, Component.UI, USER)
            .editMetadata()
            .addToAnnotations(PodTemplate.CONTENT, plan.uiHash())
            .endMetadata()
            .editSpec()
            .withContainers(container(plan))
            .withTerminationGracePeriodSeconds(
                ui.preStopDelay().plus(ui.drainTimeout()).toSeconds())
            .addNewTopologySpreadConstraint()
            .withMaxSkew(1)
            .withTopologyKey("kubernetes.io/hostname")
            .withWhenUnsatisfiable("ScheduleAnyway")
            .withNewLabelSelector()
            .withMatchLabels(Labels.selector(plan.names().stack(), Component.UI))
            .endLabelSelector()
            .endTopologySpreadConstraint()
            .addNewVolume()
            .withName("tmp")
            .withNewEmptyDir()
            .withSizeLimit(new Quantity(ui.scratchSize()))
            .endEmptyDir()
            .endVolume()
            .endSpec();
    authority(plan)
        .ifPresent(
            secret ->
                template
                    .editSpec()
                    .addNewVolume()
                    .withName("store-tls")
                    .withNewSecret()
                    .withSecretName(secret)
                    .addNewItem("ca.crt", null, "ca.crt")
                    .endSecret()
                    .endVolume()
                    .endSpec());
    var built = template.build();
    return PodTemplate.patched(
        plan.bucket().map(b -> BucketEnv.mounted(built, UiPlan.CONTAINER, b)).orElse(built),
        ui.patch());
  }

  private static Container container(StackPlan plan) {
    var ui = plan.ui();
    var container =
        new ContainerBuilder()
            .withName(UiPlan.CONTAINER)
            .withImage(ui.image())
            .withCommand(ui.command())
            .withArgs(ui.args())
            .withEnv(AppEnv.of(plan))
            .withEnvFrom(ui.envFrom())
            .withResources(ui.resources().orElse(null))
            .addNewPort()
            .withName(PORT)
            .withContainerPort(ui.port())
            .withProtocol("TCP")
            .endPort()
            // 2 s apart, so that a quick app is ready quickly and a slow one has all its time.
            .withStartupProbe(probe(ui, 2, (int) Math.max(1, ui.startupTimeout().toSeconds() / 2)))
            .withReadinessProbe(probe(ui, 5, 3))
            // Three minutes of silence: a busy instance must not be killed, a dead one must.
            .withLivenessProbe(probe(ui, 20, 9))
            .withSecurityContext(PodTemplate.restricted())
            .addNewVolumeMount()
            .withName("tmp")
            .withMountPath("/tmp")
            .endVolumeMount();
    if (ui.preStopDelay().toSeconds() > 0) {
      container
          .withNewLifecycle()
          .withNewPreStop()
          .withNewSleep(ui.preStopDelay().toSeconds())
          .endPreStop()
          .endLifecycle();
    }
    if (authority(plan).isPresent()) {
      container
          .addNewVolumeMount()
          .withName("store-tls")
          .withMountPath(StoreConnection.CA_FOLDER)
          .withReadOnly(true)
          .endVolumeMount();
    }
    return container.build();
  }

  private static Probe probe(UiPlan ui, int period, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(ui.probePath())
        .withPort(new IntOrString(PORT))
        .endHttpGet()
        .withPeriodSeconds(period)
        .withTimeoutSeconds(Math.min(period, 5))
        .withFailureThreshold(failures)
        .build();
  }

  private static Optional<String> authority(StackPlan plan) {
    return plan.store()
        .connection()
        .flatMap(StoreConnection::tls)
        .flatMap(StoreConnection.Trust::secretName);
  }
}
