package dev.sessionstack.chaos;

import dev.sessionstack.plan.RedisPlan;
import dev.sessionstack.sandbox.HostsFile;
import dev.sessionstack.sandbox.Loopback;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** What stacks of a town refer to and somebody else keeps. */
final class Neighbours implements AutoCloseable {

  static final String REDIS = "redis.elsewhere.svc";
  static final String REDIS_CREDENTIALS = "redis-credentials";
  static final String INGRESS_CLASS = "edge";

  /** A Secret with everything that a user may bring: keys of sessions and a password. */
  static final String OWN = "own";

  private static final String PASSWORD = "the-password-of-the-neighbours";

  private final KubernetesClient client;
  private final RedisServer redis;

  Neighbours(KubernetesClient client, HostsFile hosts, Path folder) {
    this.client = client;
    redis =
        RedisServer.start(
            RedisBinary.find(),
            Loopback.free(RedisPlan.PORT).orElseThrow(),
            RedisPlan.PORT,
            folder,
            "requirepass " + PASSWORD,
            "save \"\"");
    hosts.put(REDIS, redis.host());
    client
        .resource(
            new IngressClassBuilder()
                .withNewMetadata()
                .withName(INGRESS_CLASS)
                .endMetadata()
                .withNewSpec()
                .withController("traefik.io/ingress-controller")
                .endSpec()
                .build())
        .create();
    client
        .resource(secret(REDIS_CREDENTIALS).addToStringData("password", PASSWORD).build())
        .create();
    bring(0);
  }

  /** The user changes what is in {@link #OWN}. */
  void bring(int value) {
    var text = "brought-by-the-user-%024d".formatted(value);
    client
        .resource(
            secret(OWN)
                .addToStringData("JWT_SECRET", text)
                .addToStringData("SECRET_KEY", text)
                .addToStringData("CSRF_SECRET", text)
                .addToStringData("password", text)
                .build())
        .serverSideApply();
  }

  @Override
  public void close() {
    redis.close();
  }

  private static SecretBuilder secret(String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(Town.NAMESPACE)
        .endMetadata();
  }
}
