package dev.sessionstack.chaos;

import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What users and accidents do to some stacks, at random; the same seed does the same. */
final class Walk {

  private final Town town;
  private final Random random;
  private final int stacks;
  private final Map<String, Integer> done = new TreeMap<>();
  private final Map<String, Integer> lives = new TreeMap<>();

  Walk(Town town, long seed, int stacks) {
    this.town = town;
    this.random = new Random(seed);
    this.stacks = stacks;
    for (var number = 0; number < stacks; number++) {
      create(number);
    }
  }

  /** One thing that happens. */
  void step() {
    var number = random.nextInt(stacks);
    var dice = random.nextInt(100);
    try {
      if (town.stack(Specs.name(number)).get() == null) {
        create(number);
      } else if (dice < 50) {
        edit(number);
      } else if (dice < 70) {
        editChild(number);
      } else if (dice < 90) {
        deleteChild(number);
      } else if (dice < 98) {
        town.stack(Specs.name(number)).delete();
        count("stack deleted");
      } else {
        town.operator.kill();
        count("operator killed");
      }
    } catch (KubernetesClientException e) {
      count("refused with " + e.getCode()); // it has gone meanwhile
    }
  }

  /** Every stack is there, and none is paused, so that there is something to compare. */
  void end() {
    for (var number = 0; number < stacks; number++) {
      if (town.stack(Specs.name(number)).get() == null) {
        create(number);
      }
      var mode = town.stack(Specs.name(number)).get().getSpec().mode();
      if (mode != null && mode.name().equals("Paused")) {
        patch(number, "{\"mode\": \"Running\"}");
      }
    }
  }

  /** How often what was done. */
  Map<String, Integer> done() {
    return done;
  }

  /** How often each stack was created. */
  Map<String, Integer> lives() {
    return lives;
  }

  private void create(int number) {
    town.client.resource(Specs.stack(number)).create();
    lives.merge(Specs.name(number), 1, Integer::sum);
    count("stack created");
  }

  private void edit(int number) {
    patch(number, Specs.edit(number, random));
    count("spec edited");
  }

  private void patch(int number, String spec) {
    town.stack(Specs.name(number))
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": " + spec + "}");
  }

  /** Only fields that are the operator's: what others add stays. */
  private void editChild(int number) {
    var children = children(number);
    if (children.isEmpty()) {
      return;
    }
    var child = children.get(random.nextInt(children.size()));
    var value = random.nextInt(1000);
    var resource = town.client.resource(child);
    if (child instanceof Deployment || child instanceof StatefulSet) {
      resource.patch(
          PatchContext.of(PatchType.JSON),
          "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/image\", \"value\":"
              + " \"edited:%d\"}]".formatted(value));
    } else if (child instanceof ConfigMap) {
      resource.patch(
          PatchContext.of(PatchType.JSON_MERGE),
          "{\"data\": {\"redis.conf\": \"# edited %d\"}}".formatted(value));
    } else {
      resource.patch(
          PatchContext.of(PatchType.JSON_MERGE),
          "{\"metadata\": {\"labels\": {\"%s\": \"edited\"}}}".formatted(Labels.COMPONENT));
    }
    count(child.getKind() + " edited");
  }

  private void deleteChild(int number) {
    var children = new ArrayList<>(children(number));
    // Two Secrets less and nothing could be put back from the others: that is another story.
    var secrets = children.stream().filter(Secret.class::isInstance).count();
    var whole = Specs.stack(number).getSpec().store().memory() == null ? 3 : 2;
    if (secrets < whole) {
      children.removeIf(Secret.class::isInstance);
    }
    if (!children.isEmpty()) {
      var child = children.get(random.nextInt(children.size()));
      town.client.resource(child).delete();
      count(child.getKind() + " deleted");
    }
  }

  private List<HasMetadata> children(int number) {
    var children = new ArrayList<HasMetadata>();
    for (var kind : Likeness.KINDS) {
      children.addAll(
          town.client
              .resources(kind)
              .inNamespace(Town.NAMESPACE)
              .withLabel(Labels.INSTANCE, Specs.name(number))
              .withLabel(Labels.MANAGED_BY, Labels.OPERATOR)
              .list()
              .getItems());
    }
    children.sort(Comparator.comparing(Likeness::title));
    return children;
  }

  private void count(String what) {
    done.merge(what, 1, Integer::sum);
  }
}
