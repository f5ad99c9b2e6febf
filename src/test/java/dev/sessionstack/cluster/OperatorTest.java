package dev.sessionstack.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.BooleanWithUndefined;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JOSDK with its default settings runs against the server as against a real one. */
class OperatorTest {
  private static final AtomicInteger RECONCILES = new AtomicInteger();
  private FakeApiServer server;
  private KubernetesClient client;
  private Operator operator;

  @BeforeEach
  void start() {
    RECONCILES.set(0);
    server = FakeApiServer.start().crd(Widget.CRD);
    client = server.client();
    operator = new Operator(o -> o.withKubernetesClient(server.client("operator")));
    operator.register(new WidgetReconciler());
    operator.start();
  }

  @AfterEach
  void stop() {
    operator.stop();
    client.close();
    server.close();
  }

  @Test
  void makesEverythingAndThenRests() {
    client.resource(Widget.of("w")).create();
    await()
        .untilAsserted(
            () -> {
              assertThat(client.configMaps().withName("w").get()).isNotNull();
              assertThat(client.apps().deployments().withName("w").get()).isNotNull();
              assertThat(widget().getStatus()).isNotNull();
            });
    var mark = server.writes();
    var before = RECONCILES.get();

    var touched = widget();
    touched.setSpec(new Widget.Spec("Green", null, null, null, null));
    client.resource(touched).update();

    await().until(() -> RECONCILES.get() > before);
    await()
        .during(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(server.writesSince(mark))
                    .allMatch(request -> request.userAgent().equals("test")));
  }

  @Test
  void repairsWhatOthersChange() {
    client.resource(Widget.of("w")).create();
    await().until(() -> client.configMaps().withName("w").get() != null);

    client
        .configMaps()
        .withName("w")
        .edit(live -> new ConfigMapBuilder(live).withData(Map.of("size", "0")).build());

    await()
        .untilAsserted(
            () ->
                assertThat(client.configMaps().withName("w").get().getData())
                    .isEqualTo(Map.of("size", "1")));
  }

  @Test
  void cleansUp() {
    client.resource(Widget.of("w")).create();
    await().until(() -> client.apps().deployments().withName("w").get() != null);
    assertThat(widget().getMetadata().getFinalizers()).hasSize(1);

    client.resource(Widget.of("w")).delete();

    await()
        .untilAsserted(
            () -> {
              assertThat(widget()).isNull();
              assertThat(client.apps().deployments().withName("w").get()).isNull();
            });
  }

  private Widget widget() {
    return client.resources(Widget.class).withName("w").get();
  }

  /** Left out of the Quarkus application, which would take every reconciler that it finds. */
  @Ignore
  @ControllerConfiguration
  @Workflow(
      dependents = {
        @Dependent(type = WidgetConfig.class),
        @Dependent(type = WidgetDeployment.class)
      })
  static class WidgetReconciler implements Reconciler<Widget>, Cleaner<Widget> {
    @Override
    public UpdateControl<Widget> reconcile(Widget widget, Context<Widget> context) {
      RECONCILES.incrementAndGet();
      if (widget.getStatus() != null) {
        return UpdateControl.noUpdate();
      }
      var reported = new Widget();
      reported.setMetadata(meta(widget));
      reported.setStatus(new Widget.Status(widget.getSpec().replicas(), null));
      return UpdateControl.patchStatus(reported);
    }

    @Override
    public DeleteControl cleanup(Widget widget, Context<Widget> context) {
      return DeleteControl.defaultDelete();
    }
  }

  /** A ConfigMap by server-side apply. */
  @KubernetesDependent(useSSA = BooleanWithUndefined.TRUE, informer = @Informer)
  static class WidgetConfig extends CRUDKubernetesDependentResource<ConfigMap, Widget> {
    WidgetConfig() {
      super(ConfigMap.class);
    }

    @Override
    protected ConfigMap desired(Widget widget, Context<Widget> context) {
      return new ConfigMapBuilder()
          .withMetadata(meta(widget))
          .withData(Map.of("size", widget.getSpec().replicas().toString()))
          .build();
    }
  }

  /** A Deployment, whose defaults the matcher must not mistake for changes. */
  @KubernetesDependent
  static class WidgetDeployment extends CRUDKubernetesDependentResource<Deployment, Widget> {
    WidgetDeployment() {
      super(Deployment.class);
    }

    @Override
    protected Deployment desired(Widget widget, Context<Widget> context) {
      return new DeploymentBuilder()
          .withMetadata(meta(widget))
          .withNewSpec()
          .withReplicas(widget.getSpec().replicas())
          .withNewSelector()
          .addToMatchLabels("app", "w")
          .endSelector()
          .withNewTemplate()
          .withNewMetadata()
          .addToLabels("app", "w")
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("main")
          .withImage("image:1")
          .addNewEnv()
          .withName("A")
          .withValue("a")
          .endEnv()
          .addNewPort()
          .withName("http")
          .withContainerPort(80)
          .endPort()
          .endContainer()
          .endSpec()
          .endTemplate()
          .endSpec()
          .build();
    }
  }

  private static ObjectMeta meta(Widget widget) {
    return new ObjectMetaBuilder()
        .withName(widget.getMetadata().getName())
        .withNamespace(widget.getMetadata().getNamespace())
        .build();
  }
}
