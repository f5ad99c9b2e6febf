package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All watches of the operator on the API server: those of the SDK, and those beside it. */
@Singleton
class Watches {

  /**
   * One watch.
   *
   * @param name where it is
   * @param watching whether it hears what happens, as of now
   * @param running whether it tries to; one that does not has stopped for good
   */
  record Watched(String name, boolean watching, boolean running) {}

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

  /** Whether each has listed what there is. */
  boolean haveBegun() {
    return lifecycle.hasBegun();
  }

  /** As of now; none before all have begun. */
  List<Watched> all() {
    var all = new ArrayList<Watched>();
    if (haveBegun()) {
      for (var controller : operator.getRuntimeInfo().getRegisteredControllers()) {
        controller
            .getControllerHealthInfo()
            .eventSourceHealthIndicators()
            .forEach(
                (name, source) ->
                    read(controller.getConfiguration().getName() + "/" + name, source)
                        .forEach(all::add));
      }
    }
    return all;
  }

  private static Stream<Watched> read(String name, Object source) {
    if (source instanceof InformerWrappingEventSourceHealthIndicator<?> sdk) {
      return sdk.informerHealthIndicators().values().stream()
          .map(i -> new Watched(name, i.isWatching(), i.isRunning()));
    }
    return source instanceof Owner owner
        ? owner
            .informers()
            .map(
                i ->
                    new Watched(
                        name + "/" + i.getApiTypeClass().getSimpleName(),
                        i.isWatching(),
                        i.isRunning()))
        : Stream.empty();
  }
}
