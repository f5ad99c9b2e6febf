package dev.sessionstack.store;

import java.util.Optional;

/**
 * What one probe found. It holds no times, and latencies only coarsely: a report that equals the
 * last one is no news.
 */
public sealed interface StoreReport {

  /**
   * The store answers.
   *
   * @param info absent where the user of the app may not ask for INFO
   * @param trend what this look and those before it tell together
   * @param refusesWrites whether it refuses every write, since it cannot save (MISCONF)
   */
  record Serving(Optional<StoreInfo> info, StoreTrend trend, boolean refusesWrites)
      implements StoreReport {}

  /**
   * The store does not serve the app.
   *
   * @param reason in the terms of the condition {@code StoreReady}
   * @param message what is wrong; the same text for the same fault
   */
  record Failing(Reason reason, String message) implements StoreReport {}

  /** Why a store does not serve. */
  enum Reason {
    Unreachable,
    AuthenticationFailed,
    Loading,
    TLSFailed,
    DatabaseMissing,
    ConnectionsRejected
  }
}
