package dev.sessionstack.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.sandbox.RedisBinary;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.store.StoreReport.Failing;
import dev.sessionstack.store.StoreReport.Reason;
import dev.sessionstack.store.StoreReport.Serving;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The store room in front of one of the servers that are supported. */
abstract class StoreMatrix {

  static final String PASSWORD = "s3cret";
  static final String HOST = "127.0.0.1";
  private static final StackId ID = new StackId("default", "shop");
  private static final Duration OFTEN = Duration.ofMillis(100);

  final StoreServer kind;
  final RedisBinary binary;
  final StoreClients clients = new StoreClients();
  private final StoreWatch stores = new StoreWatch(clients);
  private final CensusWatch censuses = new CensusWatch(clients);
  @TempDir Path folder;

  StoreMatrix(StoreServer kind) {
    this.kind = kind;
    this.binary = kind.binary();
  }

  @AfterEach
  final void stop() {
    censuses.close();
    stores.close();
    clients.close();
  }

  final RedisServer start() {
    return start(HOST, Broker.freePort(), "data");
  }

  final RedisServer start(String host, int port, String name) {
    return RedisServer.start(
        binary, host, port, folder.resolve(name), "requirepass " + PASSWORD, "save \"\"");
  }

  final void watch(StoreConnection connection) {
    stores.watch(ID, new StoreTarget(connection, OFTEN, Duration.ofMinutes(10), ""));
  }

  final Serving serving() {
    return (Serving)
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> stores.report(ID), r -> r.orElse(null) instanceof Serving)
            .orElseThrow();
  }

  final Failing failing(Reason reason) {
    return (Failing)
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> stores.report(ID),
                r -> r.orElse(null) instanceof Failing failing && failing.reason() == reason)
            .orElseThrow();
  }

  final SessionCount count(StoreConnection connection) {
    return count(connection, Optional.empty());
  }

  /** Counts, and puts right what has no TTL, where there is one to give. */
  final SessionCount count(StoreConnection connection, Optional<Duration> repairTtl) {
    censuses.watch(
        ID, new CensusTarget(connection, "session:", Set.of(), OFTEN, 0, repairTtl, "", ""));
    return await()
        .until(() -> censuses.report(ID), r -> r.orElse(null) instanceof CensusReport.Counted)
        .map(r -> ((CensusReport.Counted) r).sessions())
        .orElseThrow();
  }

  final QueueDepth depths(StoreConnection broker) {
    var report =
        new QueueReader(
                clients, Clock.systemUTC(), new QueueTarget(broker, Set.of("celery"), OFTEN))
            .ask()
            .join();
    assertThat(report).isInstanceOf(QueueReport.Depths.class);
    return ((QueueReport.Depths) report).queues().get(0);
  }

  static StoreConnection connection(RedisServer server) {
    return connection(server.host(), server.port(), Optional.empty(), PASSWORD);
  }

  static StoreConnection connection(String host, int port, Optional<String> user, String password) {
    return new StoreConnection(
        host, port, 0, user, Optional.of(new Sensitive(password)), Optional.empty());
  }
}
