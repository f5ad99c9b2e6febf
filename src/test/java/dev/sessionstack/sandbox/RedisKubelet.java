package dev.sessionstack.sandbox;

import dev.sessionstack.cluster.Kubelet;
import dev.sessionstack.cluster.PodState;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Labels;
import dev.sessionstack.plan.Names;
import dev.sessionstack.plan.RedisPlan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Runs a redis-server for each Redis pod, with the pod's own configuration and volumes, and makes
 * it known under the name of its Service. Pods of other components are ready at once.
 *
 * <p>Images with the tags {@code missing} and {@code broken} cannot be pulled. Whoever asks again
 * for a pod whose server has died gets a new server, as from a real kubelet.
 */
public final class RedisKubelet implements Kubelet, AutoCloseable {
  private static final Pattern NO_IMAGE = Pattern.compile(".*:(missing|broken)");

  private final RedisBinary binary = RedisBinary.find();
  private final Map<String, Running> running = new ConcurrentHashMap<>();

  private final HostsFile hosts;
  private final PodVolumes volumes;

  private record Running(String uid, RedisServer server) {}

  /** A kubelet that reads configuration through the client, and keeps volumes in the folder. */
  public RedisKubelet(KubernetesClient client, HostsFile hosts, Path folder) {
    this.hosts = hosts;
    this.volumes = new PodVolumes(client, folder);
  }

  @Override
  public PodState start(Pod pod) {
    for (var container : pod.getSpec().getContainers()) {
      if (NO_IMAGE.matcher(container.getImage()).matches()) {
        return PodState.waiting(
            "ImagePullBackOff", "Back-off pulling image \"" + container.getImage() + "\"");
      }
    }
    if (!isRedis(pod)) {
      return PodState.running();
    }
    return runs(pod) ? PodState.running(running.get(name(pod)).server.host()) : launch(pod);
  }

  @Override
  public void stop(Pod pod) {
    var known = running.get(name(pod));
    if (known != null && known.uid.equals(pod.getMetadata().getUid())) {
      running.remove(name(pod));
      hosts.remove(service(pod));
      known.server.close();
    }
  }

  /** Whether the server of this very pod is alive. */
  public boolean runs(Pod pod) {
    var known = running.get(name(pod));
    return known != null && known.uid.equals(pod.getMetadata().getUid()) && known.server.alive();
  }

  /** The server of a stack's Redis, while it has one. */
  public Optional<RedisServer> server(String namespace, String stack) {
    return Optional.ofNullable(running.get(namespace + "/" + new Names(stack).redis() + "-0"))
        .map(Running::server);
  }

  /** The redis-server that it uses. */
  public RedisBinary binary() {
    return binary;
  }

  /** Ends all servers. */
  @Override
  public void close() {
    running.values().forEach(known -> known.server.close());
    running.clear();
  }

  private PodState launch(Pod pod) {
    var stale = running.remove(name(pod));
    if (stale != null) {
      stale.server.close(); // two servers in one folder would spoil it
      hosts.remove(service(pod)); // nobody is there until the new one is
    }
    try {
      var mounts = volumes.mounts(pod);
      var address = Loopback.free(RedisPlan.PORT);
      if (address.isEmpty()) {
        return PodState.waiting("CreateContainerError", Loopback.advice(RedisPlan.PORT));
      }
      var config = RedisConf.of(Files.readString(config(pod, mounts))).mounted(mounts).text();
      var folder = mounts.getOrDefault("/data", volumes.of(pod));
      var server = RedisServer.start(binary, address.get(), RedisPlan.PORT, folder, config);
      running.put(name(pod), new Running(pod.getMetadata().getUid(), server));
      hosts.put(service(pod), server.host());
      return PodState.running(server.host());
    } catch (PodVolumes.Missing e) {
      return PodState.waiting("CreateContainerConfigError", e.getMessage());
    } catch (IllegalStateException e) {
      return PodState.waiting("CrashLoopBackOff", e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file that the pod's command names. */
  private static Path config(Pod pod, Map<String, Path> mounts) {
    var container = pod.getSpec().getContainers().get(0);
    var file =
        container.getCommand().stream()
            .filter(word -> word.endsWith(".conf"))
            .findFirst()
            .orElse("");
    return mounts.entrySet().stream()
        .filter(mount -> file.startsWith(mount.getKey() + "/"))
        .map(mount -> mount.getValue().resolve(file.substring(mount.getKey().length() + 1)))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no redis.conf in the command of " + name(pod)));
  }

  private static boolean isRedis(Pod pod) {
    var labels = pod.getMetadata().getLabels();
    return Labels.STACK.equals(labels.get(Labels.NAME))
        && Component.STORE.label().equals(labels.get(Labels.COMPONENT));
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private static String service(Pod pod) {
    var stack = pod.getMetadata().getLabels().get(Labels.INSTANCE);
    return new Names(stack).redis() + "." + pod.getMetadata().getNamespace() + ".svc";
  }
}
