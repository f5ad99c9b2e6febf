package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Capabilities;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What the cluster offers for the way in, from watches and from nowhere else (R7). When it changes,
 * which is rare, every stack is looked at again.
 */
final class CapabilityEvents extends AbstractEventSource<HasMetadata, SessionStack>
    implements ResourceEventAware<SessionStack>, Watches.Owner {

  private final GatewayApi gatewayApi;
  private final IngressClasses classes;
  private final Set<ResourceID> stacks = ConcurrentHashMap.newKeySet();
  private Capabilities told;

  CapabilityEvents(GatewayApi gatewayApi, IngressClasses classes) {
    super(HasMetadata.class, "capabilities");
    this.gatewayApi = gatewayApi;
    this.classes = classes;
    this.told = now(Set.of());
  }

  /** What a stack can have, to whose route these controllers have answered. */
  Capabilities of(SessionStack stack, Set<String> gateways) {
    stacks.add(ResourceID.fromResource(stack));
    return now(gateways);
  }

  /** Whether there can be HTTPRoutes. */
  boolean servesRoutes() {
    return gatewayApi.ruleFields().isPresent();
  }

  private Capabilities now(Set<String> gateways) {
    return new Capabilities(gatewayApi.ruleFields(), classes.all(), gateways);
  }

  @Override
  public void start() {
    gatewayApi.start(this::tell);
    classes.start(this::tell);
    super.start();
    tell();
  }

  @Override
  public void stop() {
    super.stop();
    gatewayApi.stop();
    classes.stop();
  }

  /** CRDs are touched by many, and most of it is no news. */
  private synchronized void tell() {
    var now = now(Set.of());
    if (isRunning() && !now.equals(told)) {
      told = now;
      stacks.forEach(stack -> getEventHandler().handleEvent(new Event(stack)));
    }
  }

  @Override
  public Stream<? extends SharedIndexInformer<?>> informers() {
    return Stream.concat(gatewayApi.informer(), classes.informer());
  }

  @Override
  public Set<HasMetadata> getSecondaryResources(SessionStack stack) {
    return Set.of(); // of() is how they are read
  }

  @Override
  public void onResourceDeleted(SessionStack stack) {
    stacks.remove(ResourceID.fromResource(stack));
  }
}
