package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Set;

/** What we do not make ourselves, but what tells why something of ours does not start. */
final class OwnObjects {

  /** Those with our labels, and no others (R23). */
  static <T extends HasMetadata> InformerEventSource<T, SessionStack> watch(
      Class<T> kind, EventSourceContext<SessionStack> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, SessionStack.class)
            .withLabelSelector(Labels.OURS)
            .withSecondaryToPrimaryMapper(OwnObjects::stack)
            .build(),
        context);
  }

  private static Set<ResourceID> stack(HasMetadata object) {
    return Set.of(
        new ResourceID(
            object.getMetadata().getLabels().getOrDefault(Labels.INSTANCE, ""),
            object.getMetadata().getNamespace()));
  }

  private OwnObjects() {}
}
