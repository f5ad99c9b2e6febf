package dev.sessionstack.parts.access;

import dev.sessionstack.parts.Part;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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
   * What is accepted beside the keys in use is not left behind when its time is over, also where
   * somebody restored it from a backup and so owns it with us.
   */
  @Override
  protected final Optional<String> residue(Secret live, Secret desired) {
    var left = new TreeSet<>(live.getData() == null ? Set.of() : live.getData().keySet());
    left.removeAll(desired.getData().keySet());
    left.removeIf(key -> !key.equals(Keys.OTHER_PASSWORD) && !key.endsWith(Keys.FALLBACKS));
    var data = new HashMap<String, Object>();
    left.forEach(key -> data.put(key, null));
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(Serialization.asJson(Map.of("data", data)));
  }

  @Override
  protected final Secret met(Secret live, Secret desired) {
    return asItIs(live, desired);
  }

  /**
   * One that nobody can edit is what it is. The plan has not seen it, and restores of it what is
   * also elsewhere; a key that nobody uses yet is nowhere else, and would be another.
   */
  static Secret asItIs(Secret live, Secret desired) {
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
