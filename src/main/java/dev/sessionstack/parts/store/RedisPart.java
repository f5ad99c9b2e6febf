package dev.sessionstack.parts.store;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;

/** What is there only while we make the store. */
@Ignore
abstract class RedisPart<R extends HasMetadata> extends Part<R> {

  RedisPart(Class<R> kind) {
    super(kind, Component.STORE);
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.store().managed().isPresent();
  }

  /** The port of both Services, and what it leads to. */
  static ServicePort port() {
    return new ServicePortBuilder()
        .withName(RedisPod.PORT)
        .withPort(RedisPlan.PORT)
        .withProtocol("TCP")
        .withTargetPort(new IntOrString(RedisPod.PORT))
        .build();
  }
}
