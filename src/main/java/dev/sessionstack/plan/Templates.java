package dev.sessionstack.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether pods stay within what is allowed when the users' templates are merged into them. Only
 * what the standards speak of is looked at, so a pod here has that and no more.
 *
 * @param level what pods keep to
 */
record Templates(PodSecurity.Level level) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** So many are named; a template that is wrong altogether must not fill the status. */
  private static final int NAMED = 5;

  /** Any user but root: which one is rendered says nothing about the template. */
  private static final long USER = 1;

  void check(ContainerPlan app, Component component, String field, Consumer<Problem> problems) {
    check(app.name(), app.patch(), component, field, problems);
  }

  void check(RedisPlan redis, Consumer<Problem> problems) {
    check(RedisPlan.CONTAINER, redis.patch(), Component.STORE, RedisPlan.FIELD, problems);
  }

  private void check(
      String container,
      ObjectNode patch,
      Component component,
      String field,
      Consumer<Problem> problems) {
    if (patch.isEmpty()) {
      return;
    }
    var violations = PodSecurity.violations(level, merged(container, patch));
    violations.stream()
        .limit(NAMED)
        .map(
            violation ->
                Problem.holds(
                    component,
                    "PodSecurityViolated",
                    field + ".template" + violation.path(),
                    violation.demand() + " at the level " + level + advice(violations)))
        .forEach(problems);
  }

  private static String advice(List<PodSecurity.Violation> violations) {
    var more = violations.size() - NAMED;
    return ", which the platform team has set for templates; correct it"
        + (more > 0 ? " and " + more + " more" : "");
  }

  private static PodTemplateSpec merged(String container, ObjectNode patch) {
    var pod =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .endMetadata()
            .withNewSpec()
            .withSecurityContext(PodSecurity.pod(USER))
            .addNewContainer()
            .withName(container)
            .withSecurityContext(PodSecurity.container())
            .endContainer()
            .endSpec()
            .build();
    try {
      return JSON.treeToValue(
          StrategicMerge.merge(JSON.valueToTree(pod), patch), PodTemplateSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PodPatch has read the same patch strictly", e);
    }
  }
}
