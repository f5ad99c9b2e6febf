package dev.sessionstack.status;

import java.time.Duration;
import java.util.Optional;

/** What can be wrong with the memory and the disk of a store that serves. */
final class MemoryRules {

  /** So many points below its threshold a percentage is clearly below it. */
  private static final int MARGIN = 5;

  /** A full store hovers about its limit, as sessions end and others are refused. */
  private static final int HOVERS = 97;

  static Optional<Verdict> writesRefused(StoreView store) {
    return when(
        store.happened("WritesRefused", store.trend().refusedWrites(), 1),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "WritesRefused",
            "the store has refused writes for want of memory (OOM) within "
                + store.window()
                + ", so users could not log in; "
                + room(store)));
  }

  static Optional<Verdict> memoryFull(StoreView store) {
    var memory = store.info().memory();
    var hovers = store.said().contains("MemoryFull") && memory.usedPercent().orElse(0) >= HOVERS;
    return when(
        memory.refusesWhenFull() && (memory.full() || hovers),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "MemoryFull",
            "maxmemory is reached and nothing may be evicted, so the store refuses writes (OOM) and"
                + " nobody can log in; "
                + room(store)));
  }

  static Optional<Verdict> persistenceFailing(StoreView store) {
    var failed = store.info().persistence();
    return when(
        failed.failing() || store.refusesWrites(),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "PersistenceFailing",
            (failed.logFailed()
                    ? "the append-only file cannot be written"
                    : failed.rewriteFailed()
                        ? "the append-only file cannot be rewritten, and grows"
                        : "the last snapshot failed")
                + (store.refusesWrites() ? ", and the store refuses writes (MISCONF)" : "")
                + "; see the store's log and the space on its volume"));
  }

  static Optional<Verdict> keysEvicted(StoreView store) {
    return when(
        store.happened("KeysEvicted", store.trend().evictedKeys(), store.limits().evictedKeys()),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "KeysEvicted",
            "keys were evicted within "
                + store.window()
                + ", and may have been sessions or tasks; "
                + room(store)));
  }

  static Optional<Verdict> memoryPressure(StoreView store) {
    var limit = store.limits().memoryPercent();
    return when(
        store.isHigh("MemoryPressure", store.info().memory().usedPercent(), limit, limit - MARGIN),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "MemoryPressure",
            "at least "
                + limit
                + "% of maxmemory is used (spec.store.health.memoryWarningPercent); "
                + room(store)));
  }

  /** Words for a guess: the same guess is the same words. */
  static Optional<Verdict> memoryFilling(StoreView store) {
    var limit = store.limits().memoryForecast().toMinutes();
    var soon = store.trend().fullInMinutes();
    var before = store.said().contains("MemoryFilling");
    return when(
        soon.filter(minutes -> minutes <= (before ? limit * 3 / 2 : limit)).isPresent()
            || before && !store.trend().whole(),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "MemoryFilling",
            soon.map(m -> "memory is full in about " + StoreView.text(Duration.ofMinutes(m)))
                    .orElse("memory is going to be full")
                + " if it grows as it did within "
                + store.window()
                + "; "
                + room(store)));
  }

  static Optional<Verdict> memoryFragmented(StoreView store) {
    var limit = store.limits().fragmentationPercent();
    return when(
        store.isHigh(
            "MemoryFragmented",
            store.info().memory().fragmentationPercent(),
            limit,
            limit - 2 * MARGIN),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "MemoryFragmented",
            "the process takes at least "
                + limit
                + "% of the memory of its data"
                + " (spec.store.health.fragmentationWarningPercent), which maxmemory does not"
                + " bound; set activedefrag or restart the store"));
  }

  /** What is in a list of Celery's has no TTL, so only the policies for all keys touch it. */
  static Optional<Verdict> evictionPolicyUnsafe(StoreView store) {
    return when(
        store.broker() && store.info().memory().evictsAnything(),
        Verdict.no(
            StoreRules.STORE_HEALTHY,
            "EvictionPolicyUnsafe",
            "the store's maxmemory-policy evicts any key when memory is full, and tasks of"
                + " spec.workers are keys; set it to noeviction or a volatile-* policy"));
  }

  private static String room(StoreView store) {
    return (store.managed()
            ? "raise spec.store.managed.resources.limits.memory"
            : "raise the store's maxmemory")
        + " or shorten spec.session.ttl";
  }

  private static Optional<Verdict> when(boolean trouble, Verdict verdict) {
    return trouble ? Optional.of(verdict) : Optional.empty();
  }

  private MemoryRules() {}
}
