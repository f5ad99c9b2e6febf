package dev.sessionstack.reconcile;

import dev.sessionstack.plan.Capabilities;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The IngressClasses of the cluster. */
final class IngressClasses {

  /**
   * Marks the class for Ingresses that name none.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class">Default
   *     IngressClass</a>
   */
  private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";

  private final ClusterWatch<IngressClass> classes;

  IngressClasses(KubernetesClient client) {
    this.classes = new ClusterWatch<>(client.network().v1().ingressClasses().runnableInformer(0));
  }

  void start(Runnable news) {
    classes.start(news);
  }

  void stop() {
    classes.stop();
  }

  Stream<? extends SharedIndexInformer<?>> informer() {
    return classes.informer();
  }

  /** Absent where the operator may not read them. */
  Optional<List<Capabilities.IngressClass>> all() {
    return classes.isReadable()
        ? Optional.of(
            classes.list().stream()
                .map(IngressClasses::read)
                .sorted(Comparator.comparing(Capabilities.IngressClass::name))
                .toList())
        : Optional.empty();
  }

  private static Capabilities.IngressClass read(IngressClass one) {
    var annotations = one.getMetadata().getAnnotations();
    var controller = one.getSpec() == null ? null : one.getSpec().getController();
    return new Capabilities.IngressClass(
        one.getMetadata().getName(),
        controller == null ? "" : controller,
        annotations != null && "true".equals(annotations.get(DEFAULT)));
  }
}
