package dev.sessionstack.sandbox;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.plan.Names;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.DefaultClientResources;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The Redis of each stack, found by the URLs that the stack's app gets. */
final class StackRedis implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final HostsFile hosts;
  private final DefaultClientResources threads =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final RedisClient redis = RedisClient.create(threads);
  private final Map<RedisURI, StatefulRedisConnection<String, String>> connections =
      new HashMap<>();

  StackRedis(KubernetesClient client, HostsFile hosts) {
    this.client = client;
    this.hosts = hosts;
    redis.setOptions(ClientOptions.builder().autoReconnect(false).build());
  }

  /**
   * Does something there, unless it cannot be reached; then there is a next time.
   *
   * @param variable that tells the app the URL
   */
  void visit(
      SessionStack stack, String variable, Consumer<RedisCommands<String, String>> business) {
    url(stack, variable).flatMap(this::reachable).ifPresent(uri -> visit(uri, business));
  }

  @Override
  public void close() {
    redis.shutdown(Duration.ZERO, PATIENCE);
    threads.shutdown(0, 1, TimeUnit.SECONDS);
  }

  private void visit(RedisURI uri, Consumer<RedisCommands<String, String>> business) {
    try {
      business.accept(connections.computeIfAbsent(uri, this::connect).sync());
    } catch (RedisException e) {
      // It restarts, hangs or wants another password.
      Optional.ofNullable(connections.remove(uri)).ifPresent(c -> c.closeAsync());
    }
  }

  private StatefulRedisConnection<String, String> connect(RedisURI uri) {
    var connection = redis.connect(uri);
    connection.setTimeout(PATIENCE);
    return connection;
  }

  private Optional<String> url(SessionStack stack, String variable) {
    var name = new Names(stack.getMetadata().getName()).storeSecret();
    var secret =
        client.secrets().inNamespace(stack.getMetadata().getNamespace()).withName(name).get();
    return Optional.ofNullable(secret)
        .map(s -> s.getData().get(variable))
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
}
