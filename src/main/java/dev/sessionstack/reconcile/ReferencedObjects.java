package dev.sessionstack.reconcile;

import dev.sessionstack.parts.Contents;
import dev.sessionstack.plan.Reference;
import dev.sessionstack.plan.Reference.Target;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Secrets and ConfigMaps of users that stacks refer to: each watched by its name, and only while a
 * stack refers to it. An informer on all of them would hold the whole cluster's (R23), and one
 * without them would miss their changes (R6).
 *
 * @param <P> who refers to them: stacks, or what is reconciled like them
 */
final class ReferencedObjects<P extends HasMetadata> extends AbstractEventSource<HasMetadata, P>
    implements ResourceEventAware<P>, Watches.Owner {

  private static final Logger LOG = Logger.getLogger(ReferencedObjects.class);

  private record Place(String namespace, Target target) {}

  /**
   * For one list of one object. One that takes longer counts as not there, and is looked at again.
   */
  private static final long PATIENCE_SECONDS = 5;

  /** An informer that is started once, outside of the map's locks. */
  private static final class Watched {
    final SharedIndexInformer<? extends HasMetadata> informer;
    private CompletableFuture<Void> start;

    Watched(SharedIndexInformer<? extends HasMetadata> informer) {
      // By default some faults of a watch would end it for good, and its content would grow old.
      this.informer = informer.exceptionHandler((started, fault) -> started);
    }

    synchronized CompletableFuture<Void> start() {
      if (start == null) {
        start = informer.start().toCompletableFuture();
      }
      return start;
    }
  }

  private final KubernetesClient client;
  private final Map<ResourceID, Set<Place>> wanted = new ConcurrentHashMap<>();
  private final Map<Place, Watched> informers = new ConcurrentHashMap<>();

  ReferencedObjects(KubernetesClient client) {
    super(HasMetadata.class, "referenced-objects");
    this.client = client;
  }

  /** Watches what a stack refers to, and nothing that nobody refers to any more. */
  void watch(ResourceID stack, Set<Target> targets) {
    var namespace = stack.getNamespace().orElseThrow();
    var places =
        targets.stream()
            .map(target -> new Place(namespace, target))
            .collect(Collectors.toUnmodifiableSet());
    var before = places.isEmpty() ? wanted.remove(stack) : wanted.put(stack, places);
    places.forEach(
        place -> await(place, informers.computeIfAbsent(place, p -> new Watched(inform(p)))));
    if (before != null && !before.equals(places)) {
      sweep();
    }
  }

  private void await(Place place, Watched watched) {
    try {
      watched.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.warnf("%s is slow to read; its event will come", place);
    } catch (ExecutionException e) {
      LOG.warnf("%s cannot be read, and is tried again: %s", place, e.getMessage());
      watched.informer.stop();
      informers.remove(place, watched);
    }
  }

  /** What an object holds now, if it exists. */
  Optional<Map<String, String>> content(ResourceID stack, Target target) {
    return Optional.ofNullable(informers.get(new Place(stack.getNamespace().orElseThrow(), target)))
        .flatMap(watched -> watched.informer.getStore().list().stream().findFirst())
        .map(
            object ->
                object instanceof Secret secret
                    ? Contents.of(secret)
                    : Contents.of((ConfigMap) object));
  }

  @Override
  public Stream<? extends SharedIndexInformer<?>> informers() {
    return informers.values().stream()
        .map(watched -> watched.informer)
        .filter(SharedIndexInformer::hasSynced); // else it begins, and is waited for
  }

  @Override
  public Set<HasMetadata> getSecondaryResources(P stack) {
    return Set.of(); // content() is how they are read
  }

  @Override
  public void onResourceDeleted(P stack) {
    if (wanted.remove(ResourceID.fromResource(stack)) != null) {
      sweep();
    }
  }

  @Override
  public void stop() {
    super.stop();
    informers.values().forEach(watched -> watched.informer.stop());
    informers.clear();
  }

  private void sweep() {
    informers
        .keySet()
        .forEach(
            place ->
                informers.computeIfPresent(
                    place,
                    (p, watched) -> {
                      if (wanted.values().stream().anyMatch(places -> places.contains(p))) {
                        return watched;
                      }
                      watched.informer.stop();
                      return null;
                    }));
  }

  private SharedIndexInformer<? extends HasMetadata> inform(Place place) {
    var name = place.target().name();
    return place.target().kind() == Reference.Kind.Secret
        ? client
            .secrets()
            .inNamespace(place.namespace())
            .withName(name)
            .runnableInformer(0)
            .addEventHandler(new News<Secret>(() -> tell(place)))
        : client
            .configMaps()
            .inNamespace(place.namespace())
            .withName(name)
            .runnableInformer(0)
            .addEventHandler(new News<ConfigMap>(() -> tell(place)));
  }

  private void tell(Place place) {
    if (!isRunning()) {
      return;
    }
    wanted.forEach(
        (stack, places) -> {
          if (places.contains(place)) {
            getEventHandler().handleEvent(new Event(stack));
          }
        });
  }
}
