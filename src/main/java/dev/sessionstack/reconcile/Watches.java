package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.health.EventSourceHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.processing.event.source.informer.ManagedInformerEventSource;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** All watches of the operator on the API server: those of the SDK, and those beside it. */
@Singleton
class Watches {

  /**
   * One watch.
   *
   * @param name where it is
   * @param listed whether it has ever seen what there is
   * @param watching whether it hears what happens, as of now
   * @param running whether it tries to; one that does not has stopped for good
   */
  record Watched(String name, boolean listed, boolean watching, boolean running) {}

  /** An event source with informers of its own. */
  interface Owner {
    Stream<? extends SharedIndexInformer<?>> informers();
  }

  private final Operator operator;
  private final Lifecycle lifecycle;

  Watches(Operator operator, Lifecycle lifecycle) {
    this.operator = operator;
    this.lifecycle = lifecycle;
  }

  /** Whether each has had the time to list what there is. */
  boolean haveBegun() {
    return lifecycle.hasBegun();
  }

  /** As of now; none before all have begun. */
  List<Watched> all() {
    var all = new ArrayList<Watched>();
    if (haveBegun()) {
      sources((name, source) -> read(name, source).forEach(all::add));
    }
    return all;
  }

  /** Whether all that may be in a namespace is seen. */
  boolean haveListed(String namespace) {
    var all = new ArrayList<InformerHealthIndicator>();
    var begins = new AtomicBoolean();
    sources(
        (name, source) -> {
          if (source instanceof ManagedInformerEventSource<?, ?, ?> sdk && sdk.isRunning()) {
            var informers = sdk.informerHealthIndicators();
            Stream.of(namespace, Constants.WATCH_ALL_NAMESPACES)
                .flatMap(key -> Stream.ofNullable(informers.get(key)))
                .forEach(all::add);
          } else if (source instanceof ManagedInformerEventSource<?, ?, ?>) {
            begins.set(true); // and may not be asked yet
          }
        });
    return !begins.get() && all.stream().allMatch(InformerHealthIndicator::hasSynced);
  }

  private void sources(BiConsumer<String, EventSourceHealthIndicator> reader) {
    for (var controller : operator.getRuntimeInfo().getRegisteredControllers()) {
      controller
          .getControllerHealthInfo()
          .eventSourceHealthIndicators()
          .forEach(
              (name, source) ->
                  reader.accept(controller.getConfiguration().getName() + "/" + name, source));
    }
  }

  private static Stream<Watched> read(String name, EventSourceHealthIndicator source) {
    if (source instanceof ManagedInformerEventSource<?, ?, ?> sdk) {
      return !sdk.isRunning()
          ? Stream.of(new Watched(name, false, false, true))
          : sdk.informerHealthIndicators().values().stream()
              .map(
                  i ->
                      new Watched(
                          name + where(i.getTargetNamespace()),
                          i.hasSynced(),
                          i.isWatching(),
                          i.isRunning()));
    }
    return source instanceof Owner owner
        ? owner
            .informers()
            .map(
                i ->
                    new Watched(
                        name + "/" + i.getApiTypeClass().getSimpleName(),
                        true, // who asks for its content waits for that itself
                        i.isWatching(),
                        i.isRunning()))
        : Stream.empty();
  }

  private static String where(String namespace) {
    return Constants.WATCH_ALL_NAMESPACES.equals(namespace) ? "" : " in " + namespace;
  }
}
