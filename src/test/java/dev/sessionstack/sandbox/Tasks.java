package dev.sessionstack.sandbox;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.api.WorkerSpec;
import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Users who send tasks to the stacks that have workers: many at once, and some time after they are
 * done again. A {@link Crew} does them in every pool, as far as its pods run.
 */
final class Tasks {
  private static final Duration PAUSE = Duration.ofMinutes(2);
  private static final int LEAST = 20;
  private static final int MOST = 45;

  private final KubernetesClient client;
  private final StackRedis redis;
  private final Screen screen;
  private final Random random = new Random();
  private final Map<String, Progress> progress = new HashMap<>();

  Tasks(KubernetesClient client, StackRedis redis, Screen screen) {
    this.client = client;
    this.redis = redis;
    this.screen = screen;
  }

  /** How far a stack is with the tasks that it was sent. */
  private static final class Progress {
    final Map<String, Crew> crews = new HashMap<>();
    Instant next = Instant.MIN;
    int open;
    boolean done;
  }

  /** Sends tasks to a stack if it is time, and works on them. */
  void goOn(SessionStack stack) {
    if (hasWorkers(stack)) {
      redis.visit(stack, AppEnv.CELERY_BROKER_URL, broker -> goOn(stack, broker));
    }
  }

  /** Whether a stack has done all tasks that it was sent at some time, or has nobody for them. */
  boolean done(SessionStack stack) {
    return !hasWorkers(stack) || of(stack).done;
  }

  private void goOn(SessionStack stack, RedisCommands<String, String> broker) {
    var progress = of(stack);
    if (progress.open == 0 && Instant.now().isAfter(progress.next) && StackRow.ready(stack)) {
      progress.open = send(stack, broker);
      screen.say(StackRow.name(stack) + ": users send " + progress.open + " tasks");
    }
    var left = 0L;
    for (var pool : stack.getSpec().workers()) {
      var crew = progress.crews.computeIfAbsent(pool.name(), name -> new Crew());
      crew.work(broker, queues(pool), hands(stack, pool));
      left += crew.busy() + queues(pool).stream().mapToLong(broker::llen).sum();
    }
    if (progress.open > 0 && left == 0) {
      screen.say(StackRow.name(stack) + ": all " + progress.open + " tasks are done");
      progress.open = 0;
      progress.done = true;
      progress.next = Instant.now().plus(PAUSE);
    }
  }

  private int send(SessionStack stack, RedisCommands<String, String> broker) {
    var queues = stack.getSpec().workers().stream().flatMap(p -> queues(p).stream()).toList();
    var count = LEAST + random.nextInt(MOST - LEAST + 1);
    for (int i = 0; i < count; i++) {
      var message = TaskMessage.to(queues.get(random.nextInt(queues.size())));
      broker.lpush(message.queue(), message.json());
    }
    return count;
  }

  /** Tasks that the pods of a pool can do at a time. */
  private int hands(SessionStack stack, WorkerSpec pool) {
    var metadata = stack.getMetadata();
    var pods =
        client
            .pods()
            .inNamespace(metadata.getNamespace())
            .withLabel(Labels.INSTANCE, metadata.getName())
            .withLabel(Labels.POOL, pool.name())
            .list()
            .getItems()
            .stream()
            .filter(pod -> !pod.isMarkedForDeletion() && Readiness.isPodReady(pod))
            .count();
    return (int) pods * (pool.concurrency() == null ? 4 : pool.concurrency());
  }

  private static List<String> queues(WorkerSpec pool) {
    return pool.queues().isEmpty() ? List.of("celery") : pool.queues();
  }

  private static boolean hasWorkers(SessionStack stack) {
    return !stack.getSpec().workers().isEmpty();
  }

  private Progress of(SessionStack stack) {
    return progress.computeIfAbsent(stack.getMetadata().getUid(), uid -> new Progress());
  }
}
