package dev.sessionstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.api.SessionStack;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A random walk in a storm. Afterwards every stack is what its spec renders, as another operator
 * renders it on a calm day: nothing is missing, nothing is left over, no key was drawn again, no
 * volume was lost, and nothing more is written.
 *
 * <p>A short walk, another each time. {@code -Dchaos.seeds=1,2,3} chooses, which replays them;
 * {@code -Dchaos.stacks} and {@code -Dchaos.seconds} make them longer. What was done is in {@code
 * target/chaos/storm-SEED}.
 */
class RandomWalkIT {

  private static final int STACKS = Integer.getInteger("chaos.stacks", 9);
  private static final int SECONDS = Integer.getInteger("chaos.seconds", 20);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  static LongStream seeds() {
    var asked = System.getProperty("chaos.seeds", "");
    return asked.isEmpty()
        ? LongStream.of(ThreadLocalRandom.current().nextInt(2, 1_000_000))
        : LongStream.of(Arrays.stream(asked.split(",")).mapToLong(Long::parseLong).toArray());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void r5_r14_r21_r24_r26_every_stack_is_in_the_end_what_its_spec_renders(long seed)
      throws Exception {
    System.out.printf(
        "seed %d: replay with -Dchaos.seeds=%d -Dchaos.stacks=%d -Dchaos.seconds=%d%n",
        seed, seed, STACKS, SECONDS);
    var weather = new Weather(seed);
    var folder = Town.fresh("storm-" + seed);
    var diary = new Diary(folder.resolve("actions.log"));
    try (var town = new Town(folder, weather);
        var keepsakes = new Keepsakes(town)) {
      var walk = new Walk(town, seed, STACKS, diary);
      await().atMost(PATIENCE).until(town.operator::isReady);
      weather.stormy(0.05);
      stroll(walk);
      weather.calm();
      walk.end();
      System.out.printf("seed %d done: %s%n", seed, diary.counts());
      System.out.printf(
          "seed %d faults: %s, %d writes%n", seed, weather.met(), town.proxy.writes());
      var calm = CalmDay.of(town, Town.fresh("calm-" + seed), PATIENCE);
      assertThat(calm.objects()).isNotEmpty();
      awaitLikeness(town, calm);
      assertKept(walk, keepsakes);
      town.awaitRest(PATIENCE);
      assertSilentRestart(town);
      assertNothingSecretWasTold(town, keepsakes);
      System.out.printf(
          "seed %d: %d objects of %d stacks, no difference%n", seed, calm.objects().size(), STACKS);
    }
  }

  private static void stroll(Walk walk) throws InterruptedException {
    var end = Instant.now().plusSeconds(SECONDS);
    while (Instant.now().isBefore(end)) {
      TimeUnit.MILLISECONDS.sleep(walk.step().toMillis()); // the pace of the walk
    }
  }

  private static void awaitLikeness(Town town, CalmDay calm) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              assertThat(Likeness.differences(calm.objects(), town.objects())).isEmpty();
              assertThat(Likeness.differences(calm.conditions(), town.conditions())).isEmpty();
            });
  }

  private static void assertKept(Walk walk, Keepsakes keepsakes) {
    for (var number = 0; number < STACKS; number++) {
      var stack = Specs.name(number);
      var keys = keepsakes.keysOf(stack);
      var most = Specs.keepsKeys(number) ? 1 : walk.livesOf(stack);
      assertThat(keys).as("keys of %s", stack).isNotEmpty();
      if (Specs.isNeverManaged(number) || walk.partedWithPassword(stack)) {
        keys.remove("password"); // nobody uses it, so nobody keeps a copy
      }
      assertThat(keys.values())
          .as("keys of %s", stack)
          .allSatisfy(values -> assertThat(values).isBetween(1, most));
      assertThat(keepsakes.volumesOf(stack))
          .as("volumes of %s", stack)
          .isLessThanOrEqualTo(Specs.isRetained(number) ? 1 : 0); // none if it always hibernated
    }
  }

  /** R14: a new operator finds nothing to do, and at most sees a store in another light. */
  private static void assertSilentRestart(Town town) {
    town.operator.kill();
    var mark = town.server.writes();
    var before = town.statuses();
    town.operator.start();
    town.awaitRest(PATIENCE);
    var writes = town.writesSince(mark);
    if (!writes.isEmpty()) {
      System.out.println("a new operator wrote " + writes);
      System.out.println("statuses: " + Likeness.differences(before, town.statuses()));
    }
    assertThat(writes).allMatch(write -> write.contains("/status ") || write.contains("/events "));
  }

  /** No value that a Secret ever had is anywhere else. */
  private static void assertNothingSecretWasTold(Town town, Keepsakes keepsakes) {
    var search = keepsakes.search();
    var kinds = new ArrayList<>(Likeness.KINDS);
    kinds.removeIf(Secret.class::equals);
    kinds.addAll(List.of(SessionStack.class, Event.class, Pod.class, PersistentVolumeClaim.class));
    var found = new ArrayList<>(search.inObjects(town.client, kinds));
    found.addAll(search.in(town.log));
    found.addAll(search.inProcess("the operator", town.operator.pid()));
    found.addAll(search.inAnswer(town.operator.url() + "/q/metrics"));
    found.addAll(search.inAnswer(town.operator.url() + "/q/health"));
    assertThat(search.size()).as("forms of values that were looked for").isGreaterThan(50);
    assertThat(found).isEmpty();
  }
}
