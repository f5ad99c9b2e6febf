package dev.sessionstack.status;

import dev.sessionstack.store.MemoryInfo;
import dev.sessionstack.store.PersistenceInfo;
import dev.sessionstack.store.ReplicationInfo;
import dev.sessionstack.store.StoreInfo;
import dev.sessionstack.store.StoreReport.Serving;
import dev.sessionstack.store.StoreTrend;
import java.util.Optional;

/** A store that is well, and what a test makes of it. */
record StorePressure(
    MemoryInfo memory,
    PersistenceInfo persistence,
    ReplicationInfo replication,
    int clientsPercent,
    StoreTrend trend) {

  static StorePressure none() {
    return new StorePressure(
        Staged.INFO.memory(), Staged.INFO.persistence(), Staged.INFO.replication(), 1, Staged.CALM);
  }

  StorePressure memory(int percent, String policy) {
    return memory(new MemoryInfo(Optional.of(percent), percent >= 100, policy, Optional.empty()));
  }

  StorePressure memory(MemoryInfo memory) {
    return new StorePressure(memory, persistence, replication, clientsPercent, trend);
  }

  StorePressure persistence(boolean snapshot, boolean log, boolean rewrite) {
    var failing = new PersistenceInfo(snapshot, log, rewrite);
    return new StorePressure(memory, failing, replication, clientsPercent, trend);
  }

  StorePressure replication(String role, boolean linkDown, int lag) {
    var copies = new ReplicationInfo(role, role.equals("replica"), linkDown, lag);
    return new StorePressure(memory, persistence, copies, clientsPercent, trend);
  }

  StorePressure clients(int percent) {
    return new StorePressure(memory, persistence, replication, percent, trend);
  }

  StorePressure trend(StoreTrend trend) {
    return new StorePressure(memory, persistence, replication, clientsPercent, trend);
  }

  /** Something has happened so often within the window. */
  StorePressure happened(long evicted, long refused, long rejected, long disconnected) {
    return trend(
        new StoreTrend(
            true, evicted, refused, rejected, disconnected, false, Optional.empty(), true, 0, 0));
  }

  StorePressure fullIn(int minutes) {
    return trend(new StoreTrend(true, 0, 0, 0, 0, false, Optional.of(minutes), true, 0, 0));
  }

  StorePressure slow(int latency, int blocked) {
    return trend(new StoreTrend(true, 0, 0, 0, 0, false, Optional.empty(), true, latency, blocked));
  }

  Serving report() {
    return new Serving(
        Optional.of(
            new StoreInfo(
                "Redis 8.0.2",
                memory,
                persistence,
                replication,
                Optional.of(clientsPercent),
                0,
                0)),
        trend,
        false);
  }
}
