package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.StoreReport.Serving;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Transports;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Asks a store how it is: connects as the app does, PING, INFO, a count of the sessions. Each probe
 * has a connection of its own, so that it sees what a new instance of the app would see: the name
 * as it resolves now, the password as it is now.
 */
final class StoreProbe implements AutoCloseable {

  /** For one command. A healthy store answers in milliseconds. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** For PING and INFO together, with connecting. */
  private static final Duration PROBE = Duration.ofSeconds(8);

  /** For counting sessions; what is not counted by then is not reported. */
  private static final Duration COUNT = Duration.ofSeconds(20);

  /** Look-ups at once. One that hangs holds a thread for as long as the system's resolver tries. */
  private static final int LOOKUPS = 64;

  private final ExecutorService resolvers =
      Executors.newFixedThreadPool(LOOKUPS, StoreProbe::daemon);
  private final ClientResources resources =
      DefaultClientResources.builder()
          .ioThreadPoolSize(2)
          .computationThreadPoolSize(2)
          .addressResolverGroup(new NameResolution(resolvers))
          .build();
  private final Clock clock;

  StoreProbe(Clock clock) {
    this.clock = clock;
    // A client that ends releases its threads, and the last one ends them: this keeps them.
    resources.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass());
  }

  /** Never fails: what goes wrong is a report. */
  CompletableFuture<StoreReport> ask(StoreTarget target) {
    try {
      var client = client(target.connection());
      return client
          .connectAsync(ByteArrayCodec.INSTANCE, uri(target.connection()))
          .toCompletableFuture()
          .thenCompose(connection -> ask(connection, target))
          .orTimeout(PROBE.plus(COUNT).toSeconds(), TimeUnit.SECONDS)
          .exceptionally(failure -> StoreFault.of(failure, target.connection()))
          .whenComplete((report, failure) -> client.shutdownAsync(0, 0, TimeUnit.SECONDS));
    } catch (RuntimeException e) { // what cannot even be begun; the next probe must still come
      return CompletableFuture.completedFuture(StoreFault.of(e, target.connection()));
    }
  }

  private CompletionStage<StoreReport> ask(
      StatefulRedisConnection<byte[], byte[]> connection, StoreTarget target) {
    var redis = connection.async();
    var info = optional(redis.info().thenApply(StoreInfo::of));
    return redis
        .ping()
        .toCompletableFuture()
        .orTimeout(PROBE.toSeconds(), TimeUnit.SECONDS)
        .thenCombine(info, (pong, i) -> i)
        .thenCombine(
            optional(
                new SessionCensus(redis, target.keyPrefix(), clock)
                    .take()
                    .toCompletableFuture()
                    .orTimeout(COUNT.toSeconds(), TimeUnit.SECONDS)),
            (i, sessions) -> (StoreReport) new Serving(i, sessions));
  }

  /** A user of the app's may lack the right to some command; the rest is still worth knowing. */
  private static <T> CompletionStage<Optional<T>> optional(CompletionStage<T> answer) {
    return answer.handle((value, failure) -> Optional.ofNullable(value));
  }

  private RedisClient client(StoreConnection connection) {
    var client = RedisClient.create(resources, uri(connection));
    var options =
        ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(SocketOptions.builder().connectTimeout(ANSWER).build())
            .timeoutOptions(TimeoutOptions.enabled(ANSWER));
    connection
        .tls()
        .flatMap(StoreConnection.Trust::authority)
        .ifPresent(
            pem ->
                options.sslOptions(
                    SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(
                            () -> new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                        .build()));
    client.setOptions(options.build());
    return client;
  }

  private static RedisURI uri(StoreConnection connection) {
    var uri =
        RedisURI.builder()
            .withHost(connection.host())
            .withPort(connection.port())
            .withDatabase(connection.database())
            .withTimeout(ANSWER)
            .withClientName("sessionstack-operator")
            .withSsl(connection.tls().isPresent())
            .withVerifyPeer(SslVerifyMode.FULL);
    connection
        .password()
        .ifPresent(
            password ->
                connection
                    .username()
                    .ifPresentOrElse(
                        user -> uri.withAuthentication(user, password.reveal().toCharArray()),
                        () -> uri.withPassword(password.reveal().toCharArray())));
    return uri.build();
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "store-names");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    resources.shutdown(0, 1, TimeUnit.SECONDS);
    resolvers.shutdownNow();
  }
}
