package dev.sessionstack.store;

import dev.sessionstack.plan.StoreConnection;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Transports;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Connects to stores as the app does. Each visit has a connection of its own, so that it sees what
 * a new instance of the app would see: the name as it resolves now, the password as it is now. The
 * event loops and the resolver are the room's: all visits share them.
 *
 * <p>A singleton, since the proxy of any other scope would be built with a set of its own.
 */
@Singleton
public class StoreClients {

  /** For one command. A healthy store answers in milliseconds. */
  private static final Duration ANSWER = Duration.ofSeconds(3);

  /** Look-ups at once. One that hangs holds a thread for as long as the system's resolver tries. */
  private static final int LOOKUPS = 64;

  private final ExecutorService resolvers =
      Executors.newFixedThreadPool(LOOKUPS, StoreClients::daemon);
  private final ClientResources resources =
      DefaultClientResources.builder()
          .ioThreadPoolSize(2)
          .computationThreadPoolSize(2)
          .commandLatencyRecorder(CommandLatencyRecorder.disabled())
          .addressResolverGroup(new NameResolution(resolvers))
          .nettyCustomizer(new FloodGate())
          .build();

  StoreClients() {
    // A client that ends releases its threads, and the last one ends them: this keeps them.
    resources.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass());
  }

  /**
   * Connects, asks, and ends the connection whatever comes of it. Never fails.
   *
   * @param limit for all of it, after which the answer is what {@code fault} makes of a timeout
   * @param ask runs on an event loop, so it must not block
   * @param fault what an exception means
   */
  <R> CompletableFuture<R> visit(
      StoreConnection connection,
      Duration limit,
      Function<RedisAsyncCommands<byte[], byte[]>, CompletionStage<R>> ask,
      Function<Throwable, R> fault) {
    return connected(
        connection,
        client -> client.connectAsync(ByteArrayCodec.INSTANCE, uri(connection)),
        limit,
        connected -> ask.apply(connected.async()),
        fault);
  }

  /**
   * Listens to a channel, and ends the connection whatever comes of it. Never fails.
   *
   * @param time how long
   * @param listener of each message, on an event loop; false where it has heard enough
   * @param end the answer, where the server was there to the end
   * @param fault what an exception means
   */
  <R> CompletableFuture<R> listen(
      StoreConnection connection,
      byte[] channel,
      Duration time,
      Predicate<byte[]> listener,
      Supplier<R> end,
      Function<Throwable, R> fault) {
    return connected(
        connection,
        client -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri(connection)),
        time.plus(ANSWER.multipliedBy(3)),
        connected -> {
          var enough = new CompletableFuture<Void>();
          connected.addListener(
              new RedisPubSubAdapter<>() {
                @Override
                public void message(byte[] from, byte[] message) {
                  if (!listener.test(message)) {
                    enough.complete(null);
                  }
                }
              });
          return connected
              .async()
              .subscribe(channel)
              .thenCompose(
                  subscribed ->
                      enough.completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS))
              .thenCompose(heard -> connected.async().ping())
              .thenApply(pong -> end.get());
        },
        fault);
  }

  private <C, R> CompletableFuture<R> connected(
      StoreConnection connection,
      Function<RedisClient, CompletionStage<C>> connect,
      Duration limit,
      Function<C, CompletionStage<R>> ask,
      Function<Throwable, R> fault) {
    try {
      var client = client(connection, TimeoutOptions.enabled(ANSWER));
      return connect
          .apply(client)
          .toCompletableFuture()
          .thenCompose(ask)
          .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(fault)
          .whenComplete((report, failure) -> client.shutdownAsync(0, 0, TimeUnit.SECONDS));
    } catch (RuntimeException e) { // what cannot even be begun; the next visit must still come
      return CompletableFuture.completedFuture(fault.apply(e));
    }
  }

  /**
   * Connects for longer than a question takes. Whoever asked says how long each answer may take,
   * and closes it.
   */
  CompletableFuture<StoreLine> open(StoreConnection connection) {
    try {
      var client = client(connection, TimeoutOptions.create());
      return client
          .connectAsync(ByteArrayCodec.INSTANCE, uri(connection))
          .toCompletableFuture()
          .whenComplete(
              (connected, failure) -> {
                if (failure != null) {
                  client.shutdownAsync(0, 0, TimeUnit.SECONDS);
                }
              })
          .thenApply(connected -> new StoreLine(client, connected));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private RedisClient client(StoreConnection connection, TimeoutOptions timeouts) {
    var client = RedisClient.create(resources, uri(connection));
    var options =
        ClientOptions.builder()
            .autoReconnect(false)
            .socketOptions(SocketOptions.builder().connectTimeout(ANSWER).build())
            .timeoutOptions(timeouts);
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
            .withLibraryName("") // CLIENT SETINFO: one right less to ask for, and nobody reads it
            .withLibraryVersion("")
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

  @PreDestroy
  void close() {
    resources.shutdown(0, 1, TimeUnit.SECONDS);
    resolvers.shutdownNow();
  }
}
