package dev.sessionstack.chaos;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Stacks to begin with, and edits that a user may make to any of them at any time, as merge patches
 * of the spec. The fake API server evaluates no CEL, so what that would refuse is not among them.
 */
final class Specs {

  /** Where sessions are. What a stack moves from is not left beside what it moves to. */
  enum Store {
    MEMORY("{\"memory\": {}, \"managed\": null, \"external\": null}"),
    MANAGED("{\"memory\": null, \"managed\": {}, \"external\": null}"),
    STORED(
        "{\"memory\": null, \"managed\": {\"storage\": {\"size\": \"1Gi\"}}, \"external\": null}"),
    EXTERNAL(
        """
        {"memory": null, "managed": null, "external": {"host": "%s",
         "credentialsSecretRef": {"name": "%s"}}}
        """
            .formatted(Neighbours.REDIS, Neighbours.REDIS_CREDENTIALS));

    private final String spec;

    Store(String spec) {
      this.spec = spec;
    }
  }

  /** Which stores the stacks have in turn; those with several move between them. */
  private static final List<List<Store>> STORES =
      List.of(
          List.of(Store.MEMORY),
          List.of(Store.MANAGED),
          List.of(Store.STORED),
          List.of(Store.EXTERNAL),
          List.of(Store.MEMORY, Store.MANAGED, Store.EXTERNAL),
          List.of(Store.STORED, Store.EXTERNAL));

  private static final List<IntFunction<String>> ANYWHERE =
      List.of(
          n -> "{'ui': {'image': 'shop:%d'}}".formatted(n % 5),
          n -> "{'ui': {'replicas': %d, 'autoscaling': null}}".formatted(n % 5),
          n ->
              "{'ui': {'replicas': null, 'autoscaling': {'minReplicas': %d, 'maxReplicas': 5}}}"
                  .formatted(1 + n % 3),
          n -> "{'ui': {'profile': '%s'}}".formatted(of(n, "Generic", "Gradio", "Streamlit")),
          n -> "{'ui': {'env': [{'name': 'N', 'value': '%d'}]}}".formatted(n % 9),
          n -> "{'ui': {'envFrom': [{'secretRef': {'name': '%s'}}]}}".formatted(Neighbours.OWN),
          n -> "{'ui': {'envFrom': null, 'command': ['run', '%d']}}".formatted(n % 3),
          n -> "{'ui': {'port': %s}}".formatted(of(n, "null", "8081", "8082")),
          n -> "{'ui': {'resources': {'requests': {'cpu': '%dm'}}}}".formatted(50 + n % 3 * 500),
          n -> "{'ui': {'probe': {'path': '/p%d'}}}".formatted(n % 3),
          n -> "{'ui': {'drain': {'timeout': '%ds', 'preStopDelay': '0s'}}}".formatted(9 + n % 3),
          n -> "{'ui': {'scratch': {'sizeLimit': '%dMi'}}}".formatted(64 + n % 3),
          n ->
              n % 2 == 0
                  ? "{'ui': {'template': null}}"
                  : "{'ui': {'template': {'metadata': {'annotations': {'team': '%d'}}}}}"
                      .formatted(n % 7),
          n -> "{'session': {'ttl': '%dm'}}".formatted(10 + n % 50),
          n -> "{'session': {'keyPrefix': 's%d:'}}".formatted(n % 3),
          n -> "{'session': {'hygiene': '%s'}}".formatted(of(n, "Report", "Repair")),
          n ->
              "{'session': {'secretRef': %s}}"
                  .formatted(of(n, "null", "{'name': '" + Neighbours.OWN + "'}")),
          n ->
              "{'store': {'health': {'interval': '%ds', 'census': '%s'}}}"
                  .formatted(10 + n % 9, of(n, "Enabled", "Disabled")),
          n -> "{'podDisruptionBudget': '%s'}".formatted(of(n, "Disabled", "Enabled")),
          n -> "{'networkPolicy': '%s'}".formatted(of(n, "Disabled", "Enabled")),
          n ->
              "{'loadBalancer': {'service': {'type': '%s', 'annotations': {'a': '%d'}}}}"
                  .formatted(of(n, "ClusterIP", "NodePort", "LoadBalancer"), n % 2),
          n ->
              "{'loadBalancer': {'affinity': %s}}"
                  .formatted(of(n, "null", "{'mode': 'None'}", "{'mode': 'ClientIP'}")),
          n -> "{'loadBalancer': {'gateway': null, 'ingress': null}}",
          n ->
              "{'loadBalancer': {'gateway': null, 'ingress': {'className': '%s'}}}"
                  .formatted(Neighbours.INGRESS_CLASS),
          n ->
              "{'loadBalancer': {'ingress': null, 'gateway': {'parentRefs': [{'name': 'g%d'}]}}}"
                  .formatted(n % 2),
          n -> "{'loadBalancer': {'host': 'shop%d.example.com'}}".formatted(n % 4),
          n -> "{'backend': null}",
          n -> "{'backend': {'image': 'api:%d', 'replicas': %d}}".formatted(n % 2, n % 3),
          n -> "{'modelServer': null}",
          n -> "{'modelServer': {'image': 'm:1', 'port': %d}}".formatted(9000 + n % 3),
          n -> "{'objectStorage': null}",
          n -> "{'objectStorage': {'bucket': 'files-%d', 'verify': 'Disabled'}}".formatted(n % 3),
          n -> "{'podDefaults': {'nodeSelector': {'zone': '%d'}}}".formatted(n % 3),
          n -> "{'podDefaults': {'serviceAccountName': %s}}".formatted(of(n, "null", "'default'")),
          n -> "{'podDefaults': {'imagePullSecrets': [{'name': 'r%d'}]}}".formatted(n % 2),
          n -> "{'mode': '%s'}".formatted(of(n, "Running", "Running", "Hibernated", "Paused")));

  private static final List<IntFunction<String>> WITH_A_BROKER =
      List.of(
          n -> "{'workers': null}",
          n -> "{'workers': [{'name': 'a', 'app': 'x', 'replicas': %d}]}".formatted(n % 3),
          n -> "{'workers': [{'name': 'b', 'app': 'x'}, {'name': 'c', 'app': 'x'}]}",
          n ->
              """
              {'workers': [{'name': 'a', 'app': 'x', 'autoscaling':
               {'minReplicas': %d, 'maxReplicas': 3, 'stabilizationWindow': '0s'}}]}
              """
                  .formatted(n % 3),
          n -> "{'scheduler': null}",
          n -> "{'scheduler': {'app': 'x', 'args': ['%d']}}".formatted(n % 2));

  private static final List<IntFunction<String>> MANAGED =
      List.of(
          n -> "{'store': {'managed': {'maxMemoryPercent': %d}}}".formatted(50 + n % 30),
          n -> "{'store': {'managed': {'maxClients': %d}}}".formatted(1000 + n % 30),
          n ->
              "{'store': {'managed': {'evictionPolicy': '%s'}}}"
                  .formatted(of(n, "NoEviction", "VolatileTTL")),
          n -> "{'store': {'managed': {'image': 'redis:%d'}}}".formatted(7 + n % 2),
          n ->
              "{'store': {'managed': {'auth': %s}}}"
                  .formatted(
                      of(n, "null", "{'passwordSecretRef': {'name': '" + Neighbours.OWN + "'}}")));

  static String name(int number) {
    return "stack-" + number;
  }

  /** Whose volume outlives it. */
  static boolean isRetained(int number) {
    return STORES.get(number % STORES.size()).contains(Store.STORED);
  }

  /** Whose keys outlive it whatever happens: elsewhere a life may end before there is a volume. */
  static boolean keepsKeys(int number) {
    return STORES.get(number % STORES.size()).equals(List.of(Store.STORED));
  }

  /** Who never has a use for the password of a managed store. */
  static boolean isNeverManaged(int number) {
    var stores = STORES.get(number % STORES.size());
    return !stores.contains(Store.MANAGED) && !stores.contains(Store.STORED);
  }

  static Store firstStore(int number) {
    return STORES.get(number % STORES.size()).get(0);
  }

  static SessionStack stack(int number) {
    return Serialization.unmarshal(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: %s, namespace: %s}
        spec:
          ui: {image: 'shop:1'}
          store: %s
        """
            .formatted(name(number), Town.NAMESPACE, firstStore(number).spec),
        SessionStack.class);
  }

  /** Where a stack moves, if it can: perhaps to where it is. */
  static Store move(int number, int choice) {
    var stores = STORES.get(number % STORES.size());
    return stores.get(choice % stores.size());
  }

  /** Without a broker there is nothing to do for workers. */
  static String moveTo(Store store) {
    var rest = store == Store.MEMORY ? ", \"workers\": null, \"scheduler\": null" : "";
    return "{\"store\": " + store.spec.strip() + rest + "}";
  }

  static String edit(Store store, int choice, int value) {
    var all = new ArrayList<>(ANYWHERE);
    if (store != Store.MEMORY) {
      all.addAll(WITH_A_BROKER);
    }
    if (store == Store.MANAGED || store == Store.STORED) {
      all.addAll(MANAGED);
    }
    return all.get(choice % all.size()).apply(value).strip().replace('\'', '"');
  }

  private static String of(int n, String... values) {
    return values[n % values.length];
  }

  private Specs() {}
}
