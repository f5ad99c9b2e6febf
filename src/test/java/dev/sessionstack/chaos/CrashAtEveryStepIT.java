package dev.sessionstack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.Given;
import dev.sessionstack.plan.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The operator is killed after each of its writes in turn, and never hears that it was done. What
 * it was about always ends as on a calm day, with the same keys on the same volume.
 */
class CrashAtEveryStepIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** After so long without a write there is none to come. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** More than there are writes. */
  private static final int MOST_LIVES = 100;

  @Test
  void r21_r26_whatever_it_was_about_is_completed_after_a_crash_at_any_step() {
    var folder = Town.fresh("crash");
    try (var town = new Town(folder, new Weather(0));
        var keepsakes = new Keepsakes(town)) {
      town.operator.kill();
      var ration = new Ration();
      town.proxy.gate(ration);
      var all = progress();
      var lives = 0;
      while (all.stream().anyMatch(p -> !p.isDone())) {
        all.forEach(p -> p.goOn(town));
        ration.deal(all.stream().collect(Collectors.toMap(p -> p.stack, Progress::ration)));
        live(town, ration);
        all.forEach(p -> p.lived(ration.made(p.stack)));
        assertThat(++lives).as(() -> "lives; not done: " + unfinished(all)).isLessThan(MOST_LIVES);
        System.out.printf("life %d: not done are %s%n", lives, unfinished(all));
      }
      ration.deal(all.stream().collect(Collectors.toMap(p -> p.stack, p -> Ration.ENDLESS)));
      town.operator.start();
      town.awaitRest(PATIENCE);
      var calm = CalmDay.of(town, Town.fresh("crash-calm"), PATIENCE);
      assertThat(Likeness.differences(calm.objects(), town.objects())).isEmpty();
      assertThat(Likeness.differences(calm.conditions(), town.conditions())).isEmpty();
      for (var progress : all) {
        var keys = keepsakes.keysOf(progress.stack);
        keys.keySet().removeIf(key -> !Given.KEYS.data().containsKey(key)); // tokens of rotations
        assertThat(keys.remove(Keys.HASH_KEY)).as("it fingerprints content").isEqualTo(1);
        assertThat(keys.values())
            .as("keys of %s", progress.stack)
            .isNotEmpty()
            .allMatch(values -> values == (progress.stack.startsWith(Scenario.ROTATED) ? 2 : 1));
        assertThat(keepsakes.volumesOf(progress.stack)).as(progress.stack).isEqualTo(1);
      }
      System.out.printf(
          "%d stacks, %d lives of the operator, writes: %s%n", all.size(), lives, ration.kinds());
    }
  }

  /** Until every stack has had its ration, or nothing more comes. */
  private static void live(Town town, Ration ration) {
    town.operator.start();
    var idleSince = new Instant[] {Instant.MAX};
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (!town.operator.isIdle()) {
                idleSince[0] = Instant.MAX;
              } else if (idleSince[0].equals(Instant.MAX)) {
                idleSince[0] = Instant.now();
              }
              return ration.isSpent() || ration.quietSince(idleSince[0]).compareTo(QUIET) > 0;
            });
    town.operator.kill();
  }

  private static List<String> unfinished(List<Progress> all) {
    return all.stream().filter(p -> !p.isDone()).map(p -> p.stack).toList();
  }

  private static List<Progress> progress() {
    var all = new ArrayList<Progress>();
    for (var scenario : Scenario.ALL) {
      for (var copy = 1; copy <= scenario.copies(); copy++) {
        all.add(new Progress(scenario, copy));
      }
    }
    return all;
  }

  /** Where a stack is in its scenario. */
  private static final class Progress {

    private final String stack;
    private final int copies;
    private final Deque<Scenario.Step> steps;
    private boolean survivable;
    private boolean atRest = true;

    /** How many writes it has until the next crash. */
    private int next;

    private final int first;

    Progress(Scenario scenario, int copy) {
      stack = scenario.name() + copy;
      copies = scenario.copies();
      steps = new ArrayDeque<>(scenario.steps());
      first = copy;
    }

    boolean isDone() {
      return atRest && steps.isEmpty();
    }

    void goOn(Town town) {
      if (atRest && !steps.isEmpty()) {
        var step = steps.pop();
        step.action().on(town, stack);
        survivable = step.survivable();
        next = first;
        atRest = false;
      }
    }

    int ration() {
      if (isDone()) {
        return 0; // nobody waits for it
      }
      return survivable ? Ration.ENDLESS : next;
    }

    void lived(int writes) {
      atRest = writes == 0;
      next = copies;
    }
  }
}
