package dev.sessionstack.reconcile;

import dev.sessionstack.parts.Part;
import dev.sessionstack.parts.PartSetException;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import dev.sessionstack.status.Failure;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What the workflow could not apply, in the words of a status. */
final class Failures {

  private static final Logger LOG = Logger.getLogger(Failures.class);

  static List<Failure> of(WorkflowReconcileResult result, StackPlan plan, KubernetesClient client) {
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
    return failures.stream().sorted(Comparator.comparing(Failure::message)).toList();
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
    var answer =
        Stream.iterate((Throwable) error, e -> e != null, Throwable::getCause)
            .filter(KubernetesClientException.class::isInstance)
            .map(KubernetesClientException.class::cast)
            .findFirst();
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

  private Failures() {}
}
