package dev.sessionstack.reconcile;

import dev.sessionstack.parts.Part;
import dev.sessionstack.parts.PartSetException;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.status.Failure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
              var kind = ((StackObject<?>) dependent).resourceType();
              if (error instanceof PartSetException several) {
                several
                    .refusals()
                    .forEach(
                        (name, refusal) ->
                            failures.add(
                                of(
                                    refusal.component(),
                                    kind,
                                    name,
                                    plan,
                                    refusal.cause(),
                                    client)));
              } else if (dependent instanceof Part<?> part) {
                failures.add(
                    of(part.component(), kind, part.objectName(plan), plan, error, client));
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

  private static Failure of(
      Component component,
      Class<? extends HasMetadata> kind,
      String name,
      StackPlan plan,
      Exception error,
      KubernetesClient client) {
    LOG.debug("because of", error);
    var object = kind.getSimpleName() + " " + name;
    var answer = answer(error);
    var code = answer.map(KubernetesClientException::getCode).orElse(0);
    if (code == 409 && isForeign(kind, name, plan, client)) {
      return new Failure(
          component,
          Failure.NAME_TAKEN,
          object
              + " exists and was not made for this stack; rename or delete it, or choose another"
              + " metadata.name",
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
  private static boolean isForeign(
      Class<? extends HasMetadata> kind, String name, StackPlan plan, KubernetesClient client) {
    HasMetadata live = client.resources(kind).inNamespace(plan.namespace()).withName(name).get();
    return live != null && !StackObject.isOurs(live, plan.names().stack());
  }
}
