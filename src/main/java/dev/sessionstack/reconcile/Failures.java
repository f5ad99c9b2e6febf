package dev.sessionstack.reconcile;

import dev.sessionstack.parts.Part;
import dev.sessionstack.parts.PartSetException;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.parts.Supplement;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.status.Failure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What the workflow could not apply, in the words of a status.
 *
 * @param all what users are told
 * @param namespaceEnds whether there is nothing to apply to any more: the namespace is being
 *     deleted, or has gone. The stack goes with it, so nobody is told, and nothing is tried again
 */
record Failures(List<Failure> all, boolean namespaceEnds) {

  static final Failures NONE = new Failures(List.of(), false);

  private static final Logger LOG = Logger.getLogger(Failures.class);

  /**
   * By which the refusal of the plugin PersistentVolumeClaimResize is known.
   *
   * @see <a
   *     href="https://github.com/kubernetes/kubernetes/blob/v1.34.0/plugin/pkg/admission/storage/persistentvolume/resize/admission.go">admission.go</a>
   */
  private static final String NOT_RESIZABLE = "only dynamically provisioned pvc can be resized";

  /** Whether no Secret may have been kept from the cluster. */
  boolean keepSecrets() {
    return all.stream()
        .filter(Failure::isObstacle)
        .map(Failure::component)
        .noneMatch(Set.of(Component.ACCESS, Component.SESSION, Component.STORE)::contains);
  }

  static Failures of(WorkflowReconcileResult result, StackPlan plan, KubernetesClient client) {
    if (result.getErroredDependents().values().stream().anyMatch(Failures::isFarewell)) {
      LOG.debugf("%s/%s: the namespace is being deleted", plan.namespace(), plan.names().stack());
      return new Failures(List.of(), true);
    }
    var failures = new ArrayList<Failure>();
    result
        .getErroredDependents()
        .forEach(
            (dependent, error) -> {
              var kind = ((KubernetesDependentResource<?, ?>) dependent).resourceType();
              if (dependent instanceof Supplement<?> supplement) {
                failures.add(
                    of(
                            supplement.component(),
                            kind,
                            supplement.objectName(plan),
                            error,
                            Optional::empty)
                        .ofSupplement());
              } else if (error instanceof PartSetException several) {
                several
                    .refusals()
                    .forEach(
                        (name, refusal) ->
                            failures.add(
                                of(
                                    refusal.component(),
                                    kind,
                                    name,
                                    refusal.cause(),
                                    () -> foreign(kind, name, plan, client))));
              } else if (dependent instanceof Part<?> part) {
                var name = part.objectName(plan);
                failures.add(
                    of(
                        part.component(),
                        kind,
                        name,
                        error,
                        () -> foreign(kind, name, plan, client)));
              }
            });
    for (var failure : failures) {
      LOG.warnf("%s/%s: %s", plan.namespace(), plan.names().stack(), failure.message());
    }
    return new Failures(
        failures.stream().sorted(Comparator.comparing(Failure::message)).toList(), false);
  }

  /**
   * As the admission plugin NamespaceLifecycle says it, which every API server has:
   * https://github.com/kubernetes/kubernetes/blob/v1.34.0/staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go
   */
  private static boolean isFarewell(Exception error) {
    if (error instanceof PartSetException several) {
      return several.refusals().values().stream().anyMatch(r -> isFarewell(r.cause()));
    }
    return answer(error)
        .map(KubernetesClientException::getStatus)
        .map(Status::getDetails)
        .filter(
            details ->
                "namespaces".equals(details.getKind())
                    || details.getCauses().stream()
                        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason())))
        .isPresent();
  }

  /** What the API server said, if it was asked. */
  private static Optional<KubernetesClientException> answer(Exception error) {
    return Stream.iterate((Throwable) error, e -> e != null, Throwable::getCause)
        .filter(KubernetesClientException.class::isInstance)
        .map(KubernetesClientException.class::cast)
        .findFirst();
  }

  /**
   * @param owner asks whether somebody else has an object of that name; nobody has what we only add
   *     to
   */
  private static Failure of(
      Component component,
      Class<? extends HasMetadata> kind,
      String name,
      Exception error,
      Supplier<Optional<HasMetadata>> owner) {
    LOG.debug("because of", error);
    var object = kind.getSimpleName() + " " + name;
    var answer = answer(error);
    var code = answer.map(KubernetesClientException::getCode).orElse(0);
    var foreign = code == 409 ? owner.get() : Optional.<HasMetadata>empty();
    if (foreign.isPresent()) {
      return new Failure(
          component,
          Failure.NAME_TAKEN,
          object
              + " exists and was not made for this stack"
              + owner(foreign.get())
              + "; rename or delete it, or choose another metadata.name",
          true);
    }
    if (code == 403 && answer.get().getMessage().contains(NOT_RESIZABLE)) {
      return new Failure(
          component,
          Failure.VOLUME_NOT_EXPANDABLE,
          "spec.store.managed.storage.size: "
              + object
              + " keeps its size, and the store its sessions: the storage class does not let"
              + " volumes grow; set allowVolumeExpansion on the class if its driver can do it, else"
              + " take the size back, or make a second stack with a larger volume and move over",
          true);
    }
    if (code == 422 || code == 400 || code == 403) {
      return new Failure(
          component,
          Failure.REJECTED,
          object + " is refused by the API server: " + answer.get().getStatus().getMessage(),
          true);
    }
    return new Failure(
        component,
        Failure.APPLY_FAILED,
        object + " could not be applied (" + sort(code, error) + "); it is tried again",
        false);
  }

  /** Enough to know where to look, and nothing that came with an object. */
  private static String sort(int code, Exception error) {
    return code > 0 ? "HTTP " + code : error.getClass().getSimpleName();
  }

  /** Only asked after a conflict: what our informers cannot see is not ours, or too new. */
  private static Optional<HasMetadata> foreign(
      Class<? extends HasMetadata> kind, String name, StackPlan plan, KubernetesClient client) {
    try {
      HasMetadata live = client.resources(kind).inNamespace(plan.namespace()).withName(name).get();
      return Optional.ofNullable(live).filter(o -> !StackObject.isOurs(o, plan.names().stack()));
    } catch (KubernetesClientException e) {
      return Optional.empty(); // then it is tried again, and asked for again
    }
  }

  /** Names of two stacks may meet: that of a UI, and that of a pool of another stack. */
  private static String owner(HasMetadata foreign) {
    return foreign.getMetadata().getOwnerReferences().stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .map(owner -> ", but for " + owner.getKind() + " " + owner.getName())
        .findFirst()
        .orElse("");
  }
}
