package dev.sessionstack.chaos;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What users and accidents do to some stacks, at random. The same seed does the same to the same
 * stacks in the same order; what it meets there, and when, is the operator's affair.
 */
final class Walk {

  private final Town town;
  private final Random random;
  private final int stacks;
  private final Diary diary;
  private final Children children;
  private final Map<Integer, Specs.Store> living = new HashMap<>();
  private final Map<String, Integer> lives = new HashMap<>();
  private final Set<String> parted = new HashSet<>();

  /** How many more steps the operator is down. */
  private int down;

  Walk(Town town, long seed, int stacks, Diary diary) {
    this.town = town;
    this.random = new Random(seed);
    this.stacks = stacks;
    this.diary = diary;
    this.children = new Children(town.client);
    for (var number = 0; number < stacks; number++) {
      create(number);
    }
  }

  /**
   * One thing that happens.
   *
   * @return how long it is quiet then
   */
  Duration step() {
    // As many numbers for each step, so that one that does nothing changes none that follows.
    var number = random.nextInt(stacks);
    var dice = random.nextInt(1000);
    var choice = random.nextInt(1 << 16);
    var value = random.nextInt(1000);
    var pause = Duration.ofMillis(20 + random.nextInt(300));
    try {
      if (dice < 8) {
        kill(value % 8);
      } else if (dice < 16) {
        town.server.dropWatches();
        diary.note("all watches ended", "");
      } else if (dice < 24) {
        town.proxy.cutWatches();
        diary.note("all watches cut", "");
      } else if (dice < 32) {
        town.neighbours.bring(value);
        diary.note("Secret of the user edited", "");
      } else if (!living.containsKey(number)) {
        create(number);
      } else if (dice < 500) {
        edit(number, Specs.edit(living.get(number), choice, value));
      } else if (dice < 560) {
        parted.add(Specs.name(number));
        move(number, choice);
      } else if (dice < 760) {
        note("edited", number, children.edit(number, choice));
      } else if (dice < 960) {
        note("deleted", number, children.delete(number, choice));
      } else {
        delete(number);
      }
    } catch (KubernetesClientException e) {
      diary.note("refused with " + e.getCode(), Specs.name(number) + ": " + e.getMessage());
    }
    attend();
    return pause;
  }

  /** Every stack is there, and none is paused, so that there is something to compare. */
  void end() {
    for (var number = 0; number < stacks; number++) {
      if (!living.containsKey(number)) {
        create(number);
      }
      var mode = town.stack(Specs.name(number)).get().getSpec().mode();
      if (mode != null && mode.name().equals("Paused")) {
        edit(number, "{\"mode\": \"Running\"}");
      }
    }
    down = 0;
    attend();
  }

  /**
   * Whether a stack was told, once, to use no password of ours. From then on it may be drawn anew:
   * what nobody uses is in one Secret alone, and goes with that.
   */
  boolean partedWithPassword(String stack) {
    return parted.contains(stack);
  }

  /** How often each stack was created. */
  int livesOf(String stack) {
    return lives.get(stack);
  }

  private void kill(int steps) {
    town.operator.kill();
    down = steps + 1;
    diary.note("operator killed", "for " + steps + " steps");
  }

  /** As a kubelet does. */
  private void attend() {
    if (down > 0) {
      down--;
    }
    if (down == 0 && !town.operator.alive()) {
      town.operator.start();
      diary.note("operator started", "");
    }
  }

  private void create(int number) {
    town.client.resource(Specs.stack(number)).create();
    living.put(number, Specs.firstStore(number));
    lives.merge(Specs.name(number), 1, Integer::sum);
    diary.note("stack created", Specs.name(number));
  }

  private void edit(int number, String spec) {
    diary.note("spec edited", Specs.name(number) + ": " + spec);
    if (spec.contains("passwordSecretRef")) {
      parted.add(Specs.name(number));
    }
    town.stack(Specs.name(number))
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": " + spec + "}");
  }

  private void move(int number, int choice) {
    var store = Specs.move(number, choice);
    if (store != living.get(number)) {
      edit(number, Specs.moveTo(store));
      living.put(number, store);
      diary.note("store moved", Specs.name(number) + " to " + store);
    }
  }

  private void delete(int number) {
    town.stack(Specs.name(number)).delete();
    living.remove(number);
    diary.note("stack deleted", Specs.name(number));
  }

  private void note(String done, int number, Optional<String> what) {
    diary.note(what.map(w -> w + " " + done).orElse("nothing to be " + done), Specs.name(number));
  }
}
