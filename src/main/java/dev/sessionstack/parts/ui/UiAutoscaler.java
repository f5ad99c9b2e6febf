package dev.sessionstack.parts.ui;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** Writes the number of UI instances, which nobody else does while it is there (R25). */
@ApplicationScoped
public class UiAutoscaler extends Part<HorizontalPodAutoscaler> {

  public UiAutoscaler() {
    super(HorizontalPodAutoscaler.class, Component.UI);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().ui();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.ui().autoscaling().isPresent();
  }

  @Override
  public HorizontalPodAutoscaler desired(StackPlan plan) {
    var autoscaling = plan.ui().autoscaling().orElseThrow();
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(owned(plan))
        .withNewSpec()
        .withNewScaleTargetRef()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withName(plan.names().ui())
        .endScaleTargetRef()
        .withMinReplicas(autoscaling.least())
        .withMaxReplicas(autoscaling.most())
        .addNewMetric()
        .withType("Resource")
        .withNewResource()
        .withName("cpu")
        .withNewTarget()
        .withType("Utilization")
        .withAverageUtilization(autoscaling.cpuPercent())
        .endTarget()
        .endResource()
        .endMetric()
        .endSpec()
        .build();
  }
}
