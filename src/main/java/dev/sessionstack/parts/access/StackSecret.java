package dev.sessionstack.parts.access;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A Secret that outlives its stack exactly where the stack's volume does. */
@Ignore
abstract class StackSecret extends Part<Secret> {

  StackSecret(Component component) {
    super(Secret.class, component);
  }

  abstract Map<String, String> data(StackPlan plan);

  @Override
  public Secret desired(StackPlan plan) {
    return new SecretBuilder()
        .withMetadata(plan.secretsOutliveStack() ? surviving(plan) : owned(plan))
        .withType("Opaque")
        .withData(encoded(data(plan)))
        .build();
  }

  /**
   * One that nobody can edit is what it is. The plan has not seen it, and restores of it what is
   * also elsewhere; a key that nobody uses yet is nowhere else, and would be another.
   */
  @Override
  protected final Secret met(Secret live, Secret desired) {
    return Boolean.TRUE.equals(live.getImmutable())
        ? new SecretBuilder(desired).withData(live.getData()).build()
        : desired;
  }

  static Map<String, String> encoded(Map<String, String> data) {
    var encoded = new TreeMap<String, String>();
    data.forEach(
        (key, value) ->
            encoded.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return encoded;
  }
}
