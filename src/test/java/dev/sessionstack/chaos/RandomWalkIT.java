package dev.sessionstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A random walk in a storm. Afterwards every stack is what its spec renders, as another operator
 * renders it on a calm day: nothing is missing, nothing is left over, no key was drawn again, no
 * volume was lost, and nothing more is written.
 *
 * <p>Only with {@code -Dchaos}, since it takes minutes. {@code -Dchaos.seed=N} replays a seed;
 * {@code -Dchaos.stacks} and {@code -Dchaos.seconds} make it longer.
 */
@EnabledIfSystemProperty(named = "chaos", matches = ".*", disabledReason = "takes minutes: -Dchaos")
class RandomWalkIT {

  private static final long SEED = Long.getLong("chaos.seed", 1);
  private static final int STACKS = Integer.getInteger("chaos.stacks", 9);
  private static final int SECONDS = Integer.getInteger("chaos.seconds", 40);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void every_stack_is_in_the_end_what_its_spec_renders() throws Exception {
    System.out.printf("seed %d: %d stacks for %d s%n", SEED, STACKS, SECONDS);
    var weather = new Weather(SEED);
    var folder = Files.createDirectories(Path.of("target", "chaos", "storm-" + SEED));
    try (var town = new Town(folder, weather);
        var keepsakes = new Keepsakes(town)) {
      var walk = new Walk(town, SEED, STACKS);
      weather.stormy(0.05);
      stroll(town, walk, new Random(SEED));
      weather.calm();
      walk.end();
      restart(town);
      System.out.println("done: " + walk.done());
      System.out.println("faults: " + weather.met());
      var expected = onACalmDay(town);
      assertThat(expected).isNotEmpty();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                restart(town);
                assertThat(differences(expected, town.objects()))
                    .as(() -> "the stacks say " + town.conditions())
                    .isEmpty();
              });
      for (var number = 0; number < STACKS; number++) {
        var stack = Specs.name(number);
        var retained = Specs.isRetained(number);
        assertThat(keepsakes.keysOf(stack))
            .as("keys of %s", stack)
            .isBetween(1, retained ? 1 : walk.lives().get(stack));
        assertThat(keepsakes.volumesOf(stack))
            .as("volumes of %s", stack)
            .isLessThanOrEqualTo(retained ? 1 : 0); // none where it has hibernated all its life
      }
      assertIdle(town);
    }
  }

  private static void stroll(Town town, Walk walk, Random random) throws InterruptedException {
    var end = Instant.now().plusSeconds(SECONDS);
    while (Instant.now().isBefore(end)) {
      walk.step();
      restart(town);
      TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(200)); // the pace of the walk
    }
  }

  /** As a kubelet does. */
  private static void restart(Town town) {
    if (!town.operator.alive()) {
      town.operator.start();
    }
  }

  /** The same specs, new, in another town. */
  private static Map<String, String> onACalmDay(Town storm) throws Exception {
    var folder = Files.createDirectories(Path.of("target", "chaos", "calm-" + SEED));
    try (var town = new Town(folder, new Weather(SEED))) {
      // As they were written: records would say more.
      var stacks =
          storm.client.genericKubernetesResources("sessionstack.dev/v1alpha1", "SessionStack");
      for (var stack : stacks.inNamespace(Town.NAMESPACE).list().getItems()) {
        var copy =
            new GenericKubernetesResourceBuilder()
                .withApiVersion(stack.getApiVersion())
                .withKind(stack.getKind())
                .withNewMetadata()
                .withName(stack.getMetadata().getName())
                .withNamespace(Town.NAMESPACE)
                .endMetadata()
                .build();
        copy.setAdditionalProperty("spec", stack.get("spec"));
        town.client.resource(copy).create();
      }
      awaitRest(town);
      return town.objects();
    }
  }

  /** Only what differs, since all of it is a book. */
  private static Map<String, String> differences(
      Map<String, String> expected, Map<String, String> found) {
    var differences = new TreeMap<String, String>();
    var all = new TreeMap<>(found);
    all.putAll(expected);
    for (var title : all.keySet()) {
      var wanted = expected.getOrDefault(title, "").lines().toList();
      var there = found.getOrDefault(title, "").lines().toList();
      var missing = new ArrayList<>(wanted);
      missing.removeAll(there);
      var extra = new ArrayList<>(there);
      extra.removeAll(wanted);
      if (!wanted.equals(there)) {
        differences.put(title, brief("missing " + missing) + brief(", too much " + extra));
      }
    }
    return differences;
  }

  private static String brief(String text) {
    return text.length() < 300 ? text : text.substring(0, 300) + "...";
  }

  private static void awaitRest(Town town) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                town
                    .client
                    .resources(SessionStack.class)
                    .inNamespace(Town.NAMESPACE)
                    .list()
                    .getItems()
                    .stream()
                    .allMatch(RandomWalkIT::isDone));
    assertIdle(town);
  }

  private static boolean isDone(SessionStack stack) {
    var status = stack.getStatus();
    return status != null
        && stack.getMetadata().getGeneration().equals(status.observedGeneration())
        && status.conditions().stream()
            .noneMatch(c -> c.getType().equals("Reconciling") && "True".equals(c.getStatus()));
  }

  /** R24: five seconds without a write, within reasonable time. */
  private static void assertIdle(Town town) {
    var last = new long[] {-1};
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(5))
        .until(
            () -> {
              var before = last[0];
              last[0] = town.proxy.writes();
              return before == last[0];
            });
  }
}
