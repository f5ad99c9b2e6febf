package dev.sessionstack.parts;

import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.ContainerPlan;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.PodSecurity;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.plan.StoreConnection;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pod of an image of the user's: what UI, workers, scheduler and servers have in common. It may
 * write to /tmp and nowhere else.
 */
public final class AppPod {

  /** What a user who sets nothing gets for /tmp. */
  public static final String SCRATCH = "1Gi";

  /** The name of the port that an app serves on. */
  public static final String PORT = "http";

  /** Any number but 0 would do; it is fixed so that files on volumes keep their owner. */
  private static final long USER = 10001;

  private static final String TMP = "tmp";
  private static final String STORE_TLS = "store-tls";

  /** A container without ports and probes. */
  public static ContainerBuilder container(
      StackPlan plan, Component component, ContainerPlan app, List<EnvVar> env) {
    var container =
        new ContainerBuilder()
            .withName(app.name())
            .withImage(app.image())
            .withCommand(app.command())
            .withArgs(app.args())
            .withEnv(env)
            .withEnvFrom(app.envFrom())
            .withResources(app.resources().orElse(null))
            .withSecurityContext(PodSecurity.container())
            .addNewVolumeMount()
            .withName(TMP)
            .withMountPath("/tmp")
            .endVolumeMount();
    if (authority(plan, component).isPresent()) {
      container
          .addNewVolumeMount()
          .withName(STORE_TLS)
          .withMountPath(StoreConnection.CA_FOLDER)
          .withReadOnly(true)
          .endVolumeMount();
    }
    return container;
  }

  /**
   * Adds a port and the probes of an HTTP server.
   *
   * @param startup how long the first start may take
   */
  public static ContainerBuilder serving(
      ContainerBuilder container, int port, String path, Duration startup) {
    return container
        .addNewPort()
        .withName(PORT)
        .withContainerPort(port)
        .withProtocol("TCP")
        .endPort()
        // 2 s apart, so that a quick app is ready quickly and a slow one has all its time.
        .withStartupProbe(probe(path, 2, (int) Math.max(1, startup.toSeconds() / 2)))
        .withReadinessProbe(probe(path, 5, 3))
        // Three minutes of silence: a busy instance must not be killed, a dead one must.
        .withLivenessProbe(probe(path, 20, 9));
  }

  /** How instances that are called are replaced: a new one serves before an old one goes. */
  public static DeploymentStrategy replacement() {
    return new DeploymentStrategyBuilder()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .build();
  }

  /** After how many seconds a rollout counts as stuck: not before a slow start is over. */
  public static int progressDeadline(Duration startup) {
    return (int) Math.max(600, startup.toSeconds() + 120);
  }

  /** The template with one container, the user's patch merged into it. */
  public static PodTemplateSpec template(
      StackPlan plan,
      Component component,
      Map<String, String> labels,
      ContainerPlan app,
      Container container,
      Duration gracePeriod,
      String scratch) {
    var selector = new TreeMap<>(Labels.selector(plan.names().stack(), component));
    selector.putAll(labels);
    var template =
        PodTemplate.of(plan, component, USER)
            .editMetadata()
            .addToLabels(labels)
            .addToAnnotations(PodTemplate.CONTENT, app.contentHash())
            .endMetadata()
            .editSpec()
            .withContainers(container)
            .withTerminationGracePeriodSeconds(gracePeriod.toSeconds())
            .addNewTopologySpreadConstraint()
            .withMaxSkew(1)
            .withTopologyKey("kubernetes.io/hostname")
            .withWhenUnsatisfiable("ScheduleAnyway")
            .withNewLabelSelector()
            .withMatchLabels(selector)
            .endLabelSelector()
            .endTopologySpreadConstraint()
            .addNewVolume()
            .withName(TMP)
            .withNewEmptyDir()
            .withSizeLimit(new Quantity(scratch))
            .endEmptyDir()
            .endVolume()
            .endSpec();
    authority(plan, component)
        .ifPresent(
            secret ->
                template
                    .editSpec()
                    .addNewVolume()
                    .withName(STORE_TLS)
                    .withNewSecret()
                    .withSecretName(secret)
                    .addNewItem("ca.crt", null, "ca.crt")
                    .endSecret()
                    .endVolume()
                    .endSpec());
    var built = template.build();
    return PodTemplate.patched(
        plan.bucket().map(bucket -> BucketEnv.mounted(built, app.name(), bucket)).orElse(built),
        app.patch());
  }

  private static Probe probe(String path, int period, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(PORT))
        .endHttpGet()
        .withPeriodSeconds(period)
        .withTimeoutSeconds(Math.min(period, 5))
        .withFailureThreshold(failures)
        .build();
  }

  /** The Secret with the store's authority, for those who talk to the store. */
  private static Optional<String> authority(StackPlan plan, Component component) {
    return component == Component.MODEL_SERVER
        ? Optional.empty()
        : plan.store()
            .connection()
            .flatMap(StoreConnection::tls)
            .flatMap(StoreConnection.Trust::secretName);
  }

  private AppPod() {}
}
