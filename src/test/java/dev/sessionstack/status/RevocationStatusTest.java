package dev.sessionstack.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.api.SessionRevocationStatus;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Problem;
import dev.sessionstack.plan.RevocationPlan;
import dev.sessionstack.plan.Sensitive;
import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.plan.SessionPlace.InProcess;
import dev.sessionstack.plan.SessionPlace.InStore;
import dev.sessionstack.plan.SessionPlace.OutOfReach;
import dev.sessionstack.plan.SessionSelection;
import dev.sessionstack.plan.StoreConnection;
import dev.sessionstack.store.RevocationReport;
import dev.sessionstack.store.RevocationReport.Ended;
import dev.sessionstack.store.RevocationReport.Interrupted;
import dev.sessionstack.store.RevocationReport.NotPermitted;
import dev.sessionstack.store.RevocationReport.Returning;
import dev.sessionstack.store.StoreReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a revocation. */
class RevocationStatusTest {

  private static final String NOON = "2026-01-01T12:00:00Z";
  private static final SessionPlace STORE =
      new InStore(
          "uid",
          new StoreConnection("h", 6379, 0, Optional.empty(), Optional.empty(), Optional.empty()),
          "session:");
  private static final StoreReport LOST =
      new StoreReport.Failing(StoreReport.Reason.Unreachable, "h:6379 refuses connections");
  private static final RevocationPlan PLAN = plan(null);

  @Test
  void it_waits_for_its_stack() {
    var facts = facts(null, null, null);

    assertThat(conditions(facts))
        .containsExactly("Complete=False StackMissing", "Reconciling=True Progressing");
    assertThat(facts.order()).isEmpty();
    assertThat(of(facts).startTime()).isNull();
  }

  @Test
  void it_waits_for_a_store_that_serves() {
    for (var facts :
        List.of(
            facts(STORE, null, null),
            facts(STORE, LOST, null),
            facts(new OutOfReach("uid", "the stack is hibernated"), null, null))) {
      assertThat(conditions(facts))
          .containsExactly("Complete=False StoreUnavailable", "Reconciling=True Progressing");
      assertThat(facts.order()).isEmpty();
    }
    assertThat(of(facts(STORE, LOST, null)).conditions().get(0).getMessage())
        .contains("h:6379 refuses connections");
  }

  @Test
  void it_begins_as_soon_as_the_store_serves() {
    var facts = facts(STORE, Staged.SERVING, null);

    assertThat(conditions(facts))
        .containsExactly("Complete=False EndingSessions", "Reconciling=True Progressing");
    assertThat(facts.order())
        .hasValueSatisfying(order -> assertThat(order.stack().name()).isEqualTo("shop"));
    assertThat(of(facts).startTime()).isEqualTo(NOON);
    assertThat(of(facts).sessionsEnded()).isNull();
  }

  @Test
  void one_that_was_interrupted_goes_on_whatever_the_last_probe_said() {
    var facts = facts(STORE, LOST, new Interrupted("h:6379 does not answer in time"));

    assertThat(conditions(facts))
        .containsExactly("Complete=False Interrupted", "Reconciling=True Progressing");
    assertThat(facts.order()).isPresent();
  }

  @Test
  void it_is_complete() {
    var facts = facts(STORE, Staged.SERVING, new Ended(3));
    var status = of(facts);

    assertThat(conditions(facts)).containsExactly("Complete=True SessionsEnded");
    assertThat(status.sessionsEnded()).isEqualTo(3);
    assertThat(status.completionTime()).isEqualTo(NOON);
    assertThat(RevocationStatus.finished(status)).hasToString("Optional[" + NOON + "]");
    assertThat(facts.order()).isEmpty();
    assertThat(RevocationStatus.note(PLAN, status.conditions().get(0)))
        .isEqualTo("3 sessions were ended by SessionRevocation out (by user)");
    assertThat(of(facts(STORE, Staged.SERVING, new Ended(1))).conditions().get(0).getMessage())
        .isEqualTo("1 session was ended");
  }

  @Test
  void what_can_never_work_has_failed() {
    assertThat(conditions(facts(new InProcess("uid"), null, null)))
        .containsExactly(
            "Complete=False InProcess", "Failed=True InProcess", "Stalled=True InProcess");
    var denied = facts(STORE, Staged.SERVING, new NotPermitted("h does not let it"));
    assertThat(conditions(denied))
        .containsExactly(
            "Complete=False PermissionDenied",
            "Failed=True PermissionDenied",
            "Stalled=True PermissionDenied");
    assertThat(RevocationStatus.note(PLAN, of(denied).conditions().get(1)))
        .startsWith("SessionRevocation out (by user) failed: h does not let it");
    var returning = of(facts(STORE, Staged.SERVING, new Returning(2)));
    assertThat(returning.sessionsEnded()).isEqualTo(2);
    assertThat(returning.completionTime()).isNull();
    assertThat(RevocationStatus.finished(returning)).isPresent();
  }

  /** It may come yet, so it has not failed. */
  @Test
  void a_missing_secret_stalls_it() {
    var problem =
        Problem.holds(Component.SESSION, "SecretMissing", "spec.session", "create the Secret");
    var facts =
        new RevocationFacts(
            plan(problem),
            Optional.of(STORE),
            Optional.of(Staged.SERVING),
            Optional.empty(),
            Optional.empty());

    assertThat(conditions(facts))
        .containsExactly("Complete=False SecretMissing", "Stalled=True SecretMissing");
    assertThat(RevocationStatus.finished(of(facts))).isEmpty();
    assertThat(facts.order()).isEmpty();
  }

  @Test
  void the_same_facts_give_the_same_status_and_times_stay() {
    var first = of(facts(STORE, Staged.SERVING, null));
    var again =
        new RevocationFacts(
            PLAN,
            Optional.of(STORE),
            Optional.of(Staged.SERVING),
            Optional.empty(),
            Optional.of(first));

    assertThat(RevocationStatus.of(again, Staged.at("2026-01-01T13:00:00Z"))).isEqualTo(first);
  }

  private static SessionRevocationStatus of(RevocationFacts facts) {
    return RevocationStatus.of(facts, Staged.NOON);
  }

  private static List<String> conditions(RevocationFacts facts) {
    return of(facts).conditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  private static RevocationFacts facts(
      SessionPlace place, StoreReport store, RevocationReport report) {
    return new RevocationFacts(
        PLAN,
        Optional.ofNullable(place),
        Optional.ofNullable(store),
        Optional.ofNullable(report),
        Optional.empty());
  }

  private static RevocationPlan plan(Problem problem) {
    return new RevocationPlan(
        "default",
        "out",
        1,
        "shop",
        problem == null
            ? Optional.of(new SessionSelection.OfUser(new Sensitive("ada")))
            : Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(problem));
  }
}
