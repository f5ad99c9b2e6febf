package dev.sessionstack.sandbox;

import dev.sessionstack.plan.Keys;
import dev.sessionstack.plan.RedisPlan;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;

/** The Redis that examples/external-redis.yaml takes for granted, and its credentials. */
final class ForeignRedis implements AutoCloseable {
  static final String HOST = "redis.databases.svc";
  static final String SECRET = "redis-credentials";
  private static final String PASSWORD = "not-so-secret";

  private final RedisBinary binary;
  private final HostsFile hosts;
  private final Path folder;
  private Optional<RedisServer> server = Optional.empty();
  private boolean complained;

  ForeignRedis(KubernetesClient client, RedisBinary binary, HostsFile hosts, Path folder) {
    this.binary = binary;
    this.hosts = hosts;
    this.folder = folder;
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(SECRET)
                .withNamespace("default")
                .endMetadata()
                .addToStringData(Keys.PASSWORD, PASSWORD)
                .build())
        .serverSideApply();
  }

  /** Starts it, unless it runs; says so, or why not. */
  void keepAlive(Screen screen) {
    if (server.filter(RedisServer::alive).isPresent()) {
      return;
    }
    server = Loopback.spare(RedisPlan.PORT).map(this::start);
    server.ifPresent(
        started -> {
          hosts.put(HOST, started.host());
          screen.say(
              "An external Redis runs at %s (%s:%d); its password is in Secret %s."
                  .formatted(HOST, started.host(), started.port(), SECRET));
        });
    if (server.isEmpty() && !complained) {
      complained = true;
      screen.say(
          "The external Redis for examples/external-redis.yaml waits: "
              + Loopback.advice(RedisPlan.PORT));
    }
  }

  @Override
  public void close() {
    server.ifPresent(RedisServer::close);
  }

  private RedisServer start(String address) {
    return RedisServer.start(
        binary, address, RedisPlan.PORT, folder, "requirepass " + PASSWORD, "save \"\"");
  }
}
