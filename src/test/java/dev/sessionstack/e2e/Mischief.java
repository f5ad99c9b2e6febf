package dev.sessionstack.e2e;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * What happens to a stack in its life, at random, and must not cost a session: its pods end, its
 * objects are edited and deleted, and its spec is edited where that is harmless to sessions. The
 * same seed does the same.
 */
final class Mischief {

  /** Of a stack with a volume; merge patches of the spec. */
  private static final List<IntFunction<String>> EDITS =
      List.of(
          n -> "{\"ui\": {\"replicas\": %d}}".formatted(2 + n % 2),
          n -> "{\"ui\": {\"env\": [{\"name\": \"N\", \"value\": \"%d\"}]}}".formatted(n),
          n -> "{\"podDisruptionBudget\": \"%s\"}".formatted(n % 2 == 0 ? "Disabled" : "Enabled"),
          n -> "{\"networkPolicy\": \"%s\"}".formatted(n % 2 == 0 ? "Disabled" : "Enabled"),
          n -> "{\"store\": {\"managed\": {\"maxMemoryPercent\": %d}}}".formatted(60 + n % 20),
          n ->
              "{\"loadBalancer\": {\"service\": {\"type\": \"%s\"}}}"
                  .formatted(n % 2 == 0 ? "ClusterIP" : "NodePort"));

  /** Of these one that is lost is put back from the others. */
  private static final int SECRETS = 3;

  private final RealCluster cluster;
  private final String stack;
  private final Random random;
  private final Map<String, Integer> done = new TreeMap<>();

  Mischief(RealCluster cluster, String stack, long seed) {
    this.cluster = cluster;
    this.stack = stack;
    this.random = new Random(seed);
  }

  /** One thing that happens. */
  void step() {
    var dice = random.nextInt(100);
    try {
      if (dice < 25) {
        deletePod("ui", random.nextBoolean());
      } else if (dice < 37) {
        deletePod("redis", random.nextBoolean());
      } else if (dice < 55) {
        editChild();
      } else if (dice < 75) {
        deleteChild();
      } else {
        var edit = EDITS.get(random.nextInt(EDITS.size())).apply(random.nextInt(1000));
        cluster.patch(stack, "{\"spec\": " + edit + "}");
        count("spec edited");
      }
    } catch (KubernetesClientException e) {
      count("refused with " + e.getCode()); // it has gone meanwhile
    }
  }

  /** How often what was done. */
  Map<String, Integer> done() {
    return done;
  }

  private void deletePod(String component, boolean atOnce) {
    pick(cluster.pods(stack, component))
        .ifPresent(
            pod -> {
              if (atOnce) {
                cluster.client.resource(pod).withGracePeriod(0).delete();
              } else {
                cluster.client.resource(pod).delete();
              }
              count(component + (atOnce ? " pod killed" : " pod deleted"));
            });
  }

  /** Only fields that are the operator's: what others add stays. */
  private void editChild() {
    pick(children())
        .ifPresent(
            child -> {
              var resource = cluster.client.resource(child);
              if (child instanceof Deployment || child instanceof StatefulSet) {
                resource.patch(
                    PatchContext.of(PatchType.JSON),
                    "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\","
                        + " \"value\": \"edited:%d\"}]".formatted(random.nextInt(1000)));
              } else {
                resource.patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\": {\"labels\": {\"app.kubernetes.io/component\": \"edited\"}}}");
              }
              count(child.getKind() + " edited");
            });
  }

  private void deleteChild() {
    var children = children();
    var secrets = children.stream().filter(Secret.class::isInstance).count();
    pick(children.stream().filter(c -> secrets >= SECRETS || !(c instanceof Secret)).toList())
        .ifPresent(
            child -> {
              cluster.client.resource(child).delete();
              count(child.getKind() + " deleted");
            });
  }

  private List<? extends HasMetadata> children() {
    return new Children(cluster)
        .all().stream().sorted(Comparator.comparing(Children::title)).toList();
  }

  private <T> Optional<T> pick(List<? extends T> among) {
    return among.isEmpty()
        ? Optional.empty()
        : Optional.of(among.get(random.nextInt(among.size())));
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }
}
