package dev.sessionstack.status;

import java.util.Optional;

/** What can be wrong between a store that serves, its clients and its copies. */
final class ConnectionRules {

  /** So many points below its threshold a percentage is clearly below it. */
  private static final int MARGIN = 5;

  static Optional<Verdict> readOnly(StoreView store) {
    return when(
        store.info().replication().readOnly(),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ReadOnly",
            "the store is a replica and refuses writes (READONLY), so no session is saved; name"
                + " its primary in spec.store.external.host"));
  }

  static Optional<Verdict> connectionsRejected(StoreView store) {
    return when(
        store.happened(
            "ConnectionsRejected",
            store.trend().rejectedConnections(),
            store.limits().rejectedConnections()),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ConnectionsRejected",
            "connections were rejected within "
                + store.window()
                + "; raise maxclients or use fewer connections per instance"));
  }

  static Optional<Verdict> connectionPressure(StoreView store) {
    var limit = store.limits().clientsPercent();
    return when(
        store.isHigh("ConnectionPressure", store.info().clientsPercent(), limit, limit - MARGIN),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ConnectionPressure",
            "at least "
                + limit
                + "% of maxclients are connected (spec.store.health.clientsWarningPercent); raise"
                + " maxclients or use fewer connections per instance"));
  }

  static Optional<Verdict> clientsDisconnected(StoreView store) {
    return when(
        store.happened(
            "ClientsDisconnected",
            store.trend().disconnectedClients(),
            store.limits().disconnectedClients()),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ClientsDisconnected",
            "the store ended connections within "
                + store.window()
                + " that read its answers too slowly; look for large answers and slow subscribers,"
                + " or raise client-output-buffer-limit"));
  }

  static Optional<Verdict> clientsBlocked(StoreView store) {
    var blocked = store.trend().blockedClients();
    return when(
        store.limits().blockedClients().filter(limit -> blocked >= limit).isPresent()
            || isUnsettled(store, "ClientsBlocked"),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ClientsBlocked",
            "more clients wait in blocking commands than spec.store.health.blockedClientsWarning"
                + " allows; see CLIENT LIST for those whose flags hold a b"));
  }

  static Optional<Verdict> slowAnswers(StoreView store) {
    var limit = store.limits().latency().toMillis();
    return when(
        store.isHigh("SlowAnswers", Optional.of(store.trend().latencyMillis()), limit, limit / 2)
            || isUnsettled(store, "SlowAnswers"),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "SlowAnswers",
            "a PING takes "
                + limit
                + "ms or more (spec.store.health.latencyWarningMilliseconds); see SLOWLOG GET, and"
                + " the CPU of the store"));
  }

  static Optional<Verdict> replicationBroken(StoreView store) {
    var replication = store.info().replication();
    var limit = store.limits().replicationLag().toSeconds();
    return when(
        replication.linkDown()
            && (replication.lagSeconds() >= limit || store.said().contains("ReplicationBroken")),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ReplicationBroken",
            "the store is a replica without a connection to its primary, so what it answers is"
                + " old; see whether the primary runs"));
  }

  static Optional<Verdict> replicaLost(StoreView store) {
    return when(
        store.trend().replicaLost()
            || store.said().contains("ReplicaLost") && !store.trend().whole(),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ReplicaLost",
            "the store has fewer replicas than within " + store.window() + "; see why one left"));
  }

  static Optional<Verdict> replicationLagging(StoreView store) {
    var replication = store.info().replication();
    var limit = store.limits().replicationLag().toSeconds();
    return when(
        !replication.linkDown()
            && store.isHigh(
                "ReplicationLagging", Optional.of(replication.lagSeconds()), limit, limit * 3 / 4),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "ReplicationLagging",
            "replication lags by "
                + StoreView.text(store.limits().replicationLag())
                + " or more (spec.store.health.replicationLagWarning), so much is lost if the"
                + " primary fails; see the network and the load of both"));
  }

  private static boolean isUnsettled(StoreView store, String reason) {
    return store.said().contains(reason) && !store.trend().settled();
  }

  private static Optional<Verdict> when(boolean trouble, Verdict verdict) {
    return trouble ? Optional.of(verdict) : Optional.empty();
  }

  private ConnectionRules() {}
}
