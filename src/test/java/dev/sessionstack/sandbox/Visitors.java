package dev.sessionstack.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.AppEnv;
import dev.sessionstack.plan.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.DefaultClientResources;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Users who come and go, since nothing serves the UI here: they write sessions into each stack's
 * Redis as the app would, find it by the URL that the app would get, and leave some to expire.
 */
final class Visitors implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES =
      List.of("ada", "alan", "barbara", "claude", "donald", "edsger", "frances", "grace", "hedy");
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int CROWD = 40;

  private final KubernetesClient client;
  private final HostsFile hosts;
  private final Random random = new Random();
  private final DefaultClientResources threads =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final RedisClient redis = RedisClient.create(threads);
  private final Map<RedisURI, StatefulRedisConnection<String, String>> connections =
      new HashMap<>();

  Visitors(KubernetesClient client, HostsFile hosts) {
    this.client = client;
    this.hosts = hosts;
    redis.setOptions(ClientOptions.builder().autoReconnect(false).build());
  }

  /** One or two come to this stack, and perhaps somebody leaves. */
  void visit(SessionStack stack) {
    url(stack).flatMap(this::reachable).ifPresent(uri -> visit(stack, uri));
  }

  @Override
  public void close() {
    redis.shutdown(Duration.ZERO, PATIENCE);
    threads.shutdown(0, 1, TimeUnit.SECONDS);
  }

  private void visit(SessionStack stack, RedisURI uri) {
    try {
      var commands = connections.computeIfAbsent(uri, this::connect).sync();
      var prefix = prefix(stack);
      if (commands.dbsize() < CROWD) {
        for (int i = random.nextInt(3); i > 0; i--) {
          var seconds = 20 + random.nextInt(100);
          commands.setex(prefix + UUID.randomUUID(), seconds, session(seconds));
        }
      }
      if (random.nextInt(3) == 0) {
        var key = commands.randomkey();
        if (key != null && key.startsWith(prefix)) {
          commands.del(key);
        }
      }
    } catch (RedisException e) {
      // It restarts, hangs or wants another password; there is a next time.
      Optional.ofNullable(connections.remove(uri)).ifPresent(c -> c.closeAsync());
    }
  }

  private StatefulRedisConnection<String, String> connect(RedisURI uri) {
    var connection = redis.connect(uri);
    connection.setTimeout(PATIENCE);
    return connection;
  }

  private String session(int seconds) {
    var data = Map.of("counter", random.nextInt(100), "notes", List.of());
    var username = NAMES.get(random.nextInt(NAMES.size()));
    var end = System.currentTimeMillis() / 1000.0 + seconds;
    return JSON.valueToTree(Map.of("data", data, "username", username, "expire_at", end))
        .toString();
  }

  private Optional<String> url(SessionStack stack) {
    var name = new Names(stack.getMetadata().getName()).storeSecret();
    var secret =
        client.secrets().inNamespace(stack.getMetadata().getNamespace()).withName(name).get();
    return Optional.ofNullable(secret)
        .map(s -> s.getData().get(AppEnv.REDIS_URL))
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
  }

  /** The address is looked up here: this JVM does not resolve by the hosts file. TLS is skipped. */
  private Optional<RedisURI> reachable(String url) {
    if (!url.startsWith("redis://")) {
      return Optional.empty();
    }
    return hosts
        .address(URI.create(url).getHost())
        .map(
            address -> {
              var uri = RedisURI.create(url);
              uri.setHost(address);
              uri.setTimeout(PATIENCE);
              return uri;
            });
  }

  private static String prefix(SessionStack stack) {
    var session = stack.getSpec().session();
    return session == null || session.keyPrefix() == null ? "session:" : session.keyPrefix();
  }
}
