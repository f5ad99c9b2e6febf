package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Sessions;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.CensusReport;
import dev.sessionstack.store.SessionCount;
import java.util.Optional;

/**
 * The sessions in numbers, from the last census that got through: what is not known now is no
 * change (R2).
 */
final class SessionFigures {

  /** Absent where sessions live in the UI process, and where they never were counted. */
  static Optional<Sessions> sessions(Facts facts) {
    return count(facts)
        .map(SessionFigures::rounded)
        .or(() -> last(facts).map(SessionStackStatus::sessions));
  }

  /** Sessions that would stay for ever. */
  static Optional<Long> withoutTtl(Facts facts) {
    return count(facts)
        .map(SessionCount::withoutTtl)
        .map(Figures::rounded)
        .or(() -> last(facts).map(status -> status.store().keysWithoutTtl()));
  }

  /** Keys that look like sessions and are none. */
  static Optional<Long> malformed(Facts facts) {
    return sessions(facts).map(Sessions::malformed);
  }

  private static Sessions rounded(SessionCount count) {
    return new Sessions(
        Figures.rounded(count.active()),
        Figures.rounded(count.expired()),
        Figures.rounded(count.malformed()),
        Figures.rounded(count.users()));
  }

  private static Optional<SessionCount> count(Facts facts) {
    return facts
        .reports()
        .census()
        .filter(CensusReport.Counted.class::isInstance)
        .map(CensusReport.Counted.class::cast)
        .map(CensusReport.Counted::sessions);
  }

  /** What was said of the same store. */
  private static Optional<SessionStackStatus> last(Facts facts) {
    var endpoint = facts.plan().store().connection().map(StoreConnection::endpoint);
    return facts
        .previous()
        .filter(status -> status.store() != null && endpoint.isPresent())
        .filter(status -> endpoint.get().equals(status.store().endpoint()));
  }

  private SessionFigures() {}
}
