package dev.sessionstack.status;

import dev.sessionstack.api.SessionStackStatus;
import dev.sessionstack.api.SessionStackStatus.Sessions;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.CensusReport.Counted;
import dev.sessionstack.store.Repairs;
import dev.sessionstack.store.SessionCount;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sessions in numbers, from the last census that got through: what is not known now is no
 * change (R2).
 */
final class SessionFigures {

  /** Absent where there is no census, and where there was none yet. */
  static Optional<Sessions> sessions(Facts facts) {
    return counted(facts)
        .map(counted -> sessions(counted.sessions(), last(facts)))
        .or(() -> last(facts));
  }

  /** Why sessions are not put right, though they should be; absent where all is well. */
  static Optional<String> repairDenied(Facts facts) {
    return counted(facts).map(Counted::repairs).flatMap(Repairs::denied);
  }

  private static Sessions sessions(SessionCount count, Optional<Sessions> last) {
    return new Sessions(
        Figures.rounded(count.active()),
        Figures.rounded(count.expired()),
        Figures.rounded(count.malformed()),
        Figures.rounded(count.withoutTtl()),
        Figures.rounded(count.users()),
        steady(count.endingSoon(), last, Sessions::endingSoon),
        steady(count.bytes(), last, Sessions::bytes),
        steady(count.averageBytes(), last, Sessions::averageBytes),
        steady(count.p99Bytes(), last, Sessions::p99Bytes),
        steady(count.largestBytes(), last, Sessions::largestBytes),
        count.approximate() ? true : null);
  }

  private static long steady(
      long number, Optional<Sessions> last, Function<Sessions, Long> figure) {
    return Figures.steady(number, last.map(figure));
  }

  private static Optional<Counted> counted(Facts facts) {
    return facts
        .reports()
        .census()
        .filter(report -> facts.plan().census().enabled())
        .filter(Counted.class::isInstance)
        .map(Counted.class::cast);
  }

  /** What was said of the same store. */
  private static Optional<Sessions> last(Facts facts) {
    var endpoint = facts.plan().store().connection().map(StoreConnection::endpoint);
    return facts
        .previous()
        .filter(status -> facts.plan().census().enabled())
        .filter(status -> status.store() != null && endpoint.isPresent())
        .filter(status -> endpoint.get().equals(status.store().endpoint()))
        .map(SessionStackStatus::sessions);
  }

  private SessionFigures() {}
}
