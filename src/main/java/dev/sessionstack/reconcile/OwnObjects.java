package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;

/** What we do not make ourselves, but what tells why something of ours does not start. */
final class OwnObjects {

  /** Those with our labels, and no others (R23). */
  static <T extends HasMetadata> InformerEventSource<T, SessionStack> watch(
      Class<T> kind, EventSourceContext<SessionStack> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, SessionStack.class)
            .withLabelSelector(Labels.OURS)
            .withSecondaryToPrimaryMapper(StackObject::stackOf)
            .build(),
        context);
  }

  private OwnObjects() {}
}
