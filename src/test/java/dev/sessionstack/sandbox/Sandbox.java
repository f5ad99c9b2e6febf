package dev.sessionstack.sandbox;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.cluster.Controllers;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The operator, and everything around it, on this machine until Ctrl-C. */
public final class Sandbox {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long TICK_MILLIS = 1000;
  private static final long LAST_LOOK_SECONDS = 5;
  private static final String GATEWAY_API =
      "src/test/resources/gateway-api/httproutes-experimental.yaml";

  private final Options options;
  private final Path project = Path.of(System.getProperty("sandbox.project", "")).toAbsolutePath();
  private final Screen screen = Screen.standard();
  private final Possessions possessions = new Possessions(this::leave);
  private final ReentrantLock turn = new ReentrantLock();

  private KubernetesClient client;
  private RedisKubelet kubelet;
  private Controllers controllers;
  private OperatorProcess operator;
  private ForeignRedis foreign;
  private ForeignBucket bucket;
  private Examples examples;
  private Visitors visitors;
  private Tasks tasks;

  private Sandbox(Options options) {
    this.options = options;
  }

  /** See {@link Options}. */
  public static void main(String... arguments) throws IOException, InterruptedException {
    int code;
    try {
      var options = Options.of(arguments);
      if (options.help()) {
        System.out.print(Options.USAGE);
        return;
      }
      code = new Sandbox(options).run();
    } catch (IllegalArgumentException e) {
      System.err.println("sandbox: " + e.getMessage() + "\n\n" + Options.USAGE);
      code = 2;
    } catch (RuntimeException e) {
      System.err.println("sandbox: " + e.getMessage());
      code = 1;
    }
    System.exit(code);
  }

  private int run() throws InterruptedException, IOException {
    start();
    var deadline = Instant.now().plus(PATIENCE);
    while (true) {
      var stacks = tick();
      if (options.once()) {
        var waiting = examples.stacks().stream().filter(name -> !served(stacks, name)).toList();
        if (waiting.isEmpty() && examples.refused().isEmpty()) {
          screen.say("Ready: " + String.join(", ", examples.stacks()));
          return 0;
        }
        if (Instant.now().isAfter(deadline)) {
          examples.refused().forEach(file -> screen.say("Not applied: " + file));
          waiting.forEach(name -> screen.say("Not ready, or with tasks that wait: " + name));
          return 1;
        }
      }
      Thread.sleep(TICK_MILLIS);
    }
  }

  private void start() throws IOException, InterruptedException {
    var folder = possessions.folder();
    var hosts = new HostsFile(folder.resolve("hosts"));
    var binary = RedisBinary.find();
    screen.say("Redis       " + binary);

    var api = possessions.add(ApiServer.start(options));
    screen.say("API server  " + api.name());
    var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), api.kubeconfig());
    var config = Config.fromKubeconfig(api.kubeconfig());
    config.setRequestRetryBackoffLimit(0); // a typo in an example is told at once
    client = possessions.add(new KubernetesClientBuilder().withConfig(config).build());
    new CustomKinds(project.resolve("crds")).install(client);
    possessions.add(FrontDoor.open(client, project.resolve(GATEWAY_API)));

    foreign = possessions.add(new ForeignRedis(client, binary, hosts, folder.resolve("foreign")));
    foreign.keepAlive(screen);
    bucket = possessions.add(new ForeignBucket(hosts));
    bucket.keepAlive(screen);
    kubelet = possessions.add(new RedisKubelet(client, hosts, folder.resolve("volumes")));
    controllers =
        possessions.add(
            Controllers.with(client).kubelet(kubelet).loadBalancers(true).garbageCollect(true));
    controllers.start();
    var jar = project.resolve("target/quarkus-app/quarkus-run.jar");
    operator =
        possessions.add(
            new OperatorProcess(jar, kubeconfig, hosts, folder.resolve("operator.log")));
    screen.say("Operator    " + operator.url() + "/q/health, log " + operator.log());
    var redis = possessions.add(new StackRedis(client, hosts));
    visitors = new Visitors(redis);
    tasks = new Tasks(client, redis, screen);
    examples = new Examples(client, project.resolve("examples"), screen);
    introduce(kubeconfig);
  }

  private void introduce(Path kubeconfig) {
    screen.say(
        """

        In another terminal:
          export KUBECONFIG=%s
          kubectl get sst -o wide
          kubectl scale sst redis --replicas=3
          kubectl get pods -w -l sessionstack.dev/pool   # workers come and go with the tasks
          kubectl delete deployment redis-ui             # the operator puts it back
        Or edit a file in examples/: it is applied when it is saved. Ctrl-C ends everything.
        """
            .formatted(kubeconfig));
  }

  /** Before all ends: another look would start again what has ended. */
  private void leave() {
    screen.leave();
    try {
      turn.tryLock(LAST_LOOK_SECONDS, TimeUnit.SECONDS); // and never unlocked
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at everything. */
  private List<SessionStack> tick() {
    turn.lock();
    try {
      operator.keepAlive(screen);
      foreign.keepAlive(screen);
      bucket.keepAlive(screen);
      examples.refresh();
      revive();
      var stacks = client.resources(SessionStack.class).inAnyNamespace().list().getItems();
      stacks.forEach(visitors::visit);
      stacks.forEach(tasks::goOn);
      screen.show(stacks.stream().map(StackRow::of).toList());
      return stacks;
    } catch (KubernetesClientException e) {
      screen.say("The API server: " + e.getMessage());
      return List.of();
    } finally {
      turn.unlock();
    }
  }

  /** A kubelet restarts what died, and tries again what could not start. */
  private void revive() {
    client
        .pods()
        .inAnyNamespace()
        .withLabel(Labels.COMPONENT, Component.STORE.label())
        .list()
        .getItems()
        .stream()
        .filter(pod -> !kubelet.runs(pod))
        .map(Pod::getMetadata)
        .forEach(pod -> controllers.recheck(pod.getNamespace(), pod.getName()));
  }

  private boolean served(List<SessionStack> stacks, String name) {
    return stacks.stream()
        .filter(s -> name.equals(s.getMetadata().getNamespace() + "/" + s.getMetadata().getName()))
        .anyMatch(stack -> StackRow.ready(stack) && tasks.done(stack));
  }
}
