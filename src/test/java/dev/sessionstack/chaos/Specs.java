package dev.sessionstack.chaos;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** Stacks to begin with, and edits that a user may make to any of them at any time. */
final class Specs {

  /** A merge patch of the spec, from a random number. */
  private static final List<IntFunction<String>> ANYWHERE =
      List.of(
          n -> "{\"ui\": {\"image\": \"shop:%d\"}}".formatted(n % 5),
          n -> "{\"ui\": {\"replicas\": %d}}".formatted(1 + n % 4),
          n -> "{\"ui\": {\"env\": [{\"name\": \"N\", \"value\": \"%d\"}]}}".formatted(n % 9),
          n -> "{\"session\": {\"ttl\": \"%dm\"}}".formatted(10 + n % 50),
          n -> "{\"podDisruptionBudget\": \"%s\"}".formatted(n % 2 == 0 ? "Disabled" : "Enabled"),
          n -> "{\"networkPolicy\": \"%s\"}".formatted(n % 2 == 0 ? "Disabled" : "Enabled"),
          n ->
              "{\"loadBalancer\": {\"service\": {\"type\": \"%s\"}}}"
                  .formatted(n % 2 == 0 ? "ClusterIP" : "NodePort"),
          n -> n % 2 == 0 ? "{\"backend\": null}" : "{\"backend\": {\"image\": \"api:1\"}}",
          n -> n % 2 == 0 ? "{\"modelServer\": null}" : "{\"modelServer\": {\"image\": \"m:1\"}}",
          n -> "{\"podDefaults\": {\"nodeSelector\": {\"zone\": \"%d\"}}}".formatted(n % 3),
          n ->
              "{\"mode\": \"%s\"}"
                  .formatted(List.of("Running", "Running", "Hibernated", "Paused").get(n % 4)));

  private static final List<IntFunction<String>> WITH_A_BROKER =
      List.of(
          n -> "{\"workers\": null}",
          n ->
              "{\"workers\": [{\"name\": \"a\", \"app\": \"x\", \"replicas\": %d}]}"
                  .formatted(n % 3),
          n ->
              "{\"workers\": [{\"name\": \"b\", \"app\": \"x\"}, {\"name\": \"c\", \"app\": \"x\"}]}",
          n -> n % 2 == 0 ? "{\"scheduler\": null}" : "{\"scheduler\": {\"app\": \"x\"}}",
          n -> "{\"store\": {\"managed\": {\"maxMemoryPercent\": %d}}}".formatted(50 + n % 30));

  /** Whose volume and Secrets outlive it. */
  static boolean isRetained(int number) {
    return number % 3 == 2;
  }

  static String name(int number) {
    return "stack-" + number;
  }

  static SessionStack stack(int number) {
    var store =
        switch (number % 3) {
          case 0 -> "memory: {}";
          case 1 -> "managed: {}";
          default -> "managed: {storage: {size: 1Gi}}";
        };
    return Serialization.unmarshal(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: %s, namespace: %s}
        spec:
          ui: {image: 'shop:1'}
          store: {%s}
        """
            .formatted(name(number), Town.NAMESPACE, store),
        SessionStack.class);
  }

  static String edit(int number, Random random) {
    var all = number % 3 == 0 ? ANYWHERE.size() : ANYWHERE.size() + WITH_A_BROKER.size();
    var choice = random.nextInt(all);
    var edit =
        choice < ANYWHERE.size()
            ? ANYWHERE.get(choice)
            : WITH_A_BROKER.get(choice - ANYWHERE.size());
    return edit.apply(random.nextInt(1000));
  }

  private Specs() {}
}
