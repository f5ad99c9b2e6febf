package dev.sessionstack.e2e;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Only where a cluster is offered: these tests create and delete namespaces, so a KUBECONFIG that
 * happens to be set is not enough. With {@code -Dcluster} a missing cluster is a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnCluster.Offered.class)
@interface OnCluster {

  /** Looks for the offer. */
  final class Offered implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (System.getProperty("cluster") == null) {
        var how =
            "CLUSTER TIER SKIPPED: install crds/ and manifests/ on a cluster that you can spare,"
                + " set KUBECONFIG and run ./mvnw verify -Dcluster";
        System.err.println(context.getDisplayName() + ": " + how);
        return ConditionEvaluationResult.disabled(how);
      }
      try (var client = new KubernetesClientBuilder().build()) {
        client.namespaces().withName("default").require();
      }
      return ConditionEvaluationResult.enabled("-Dcluster");
    }
  }
}
