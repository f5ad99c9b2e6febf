package dev.sessionstack.store;

import java.time.Instant;

/**
 * One look at a store, exact.
 *
 * @param at when
 * @param used memory in bytes
 * @param max maxmemory in bytes; 0 is unlimited
 * @param evicted keys since the server started, as are those that follow
 * @param refused writes, for want of memory
 * @param rejected connections
 * @param disconnected clients
 * @param replicas that are connected
 */
record StoreSample(
    Instant at,
    long used,
    long max,
    long evicted,
    long refused,
    long rejected,
    long disconnected,
    long replicas) {

  static StoreSample of(InfoText info, Instant now) {
    return new StoreSample(
        now,
        info.number("used_memory"),
        info.number("maxmemory"),
        info.number("evicted_keys"),
        info.errors("OOM"),
        info.number("rejected_connections"),
        info.number("evicted_clients") + info.number("client_output_buffer_limit_disconnections"),
        info.number("connected_slaves"));
  }
}
