package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.api.SessionRevocationStatus;
import dev.sessionstack.api.SessionStack;
import dev.sessionstack.parts.StackObject;
import dev.sessionstack.plan.RevocationPlan;
import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.status.RevocationFacts;
import dev.sessionstack.status.RevocationStatus;
import dev.sessionstack.store.Revocations;
import dev.sessionstack.store.StackId;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Has sessions ended, once, and says how it went. What it has finished it looks at only to delete
 * it when its time has come.
 */
@ControllerConfiguration(
    name = SessionRevocationReconciler.NAME,
    fieldManager = StackObject.FIELD_MANAGER)
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class SessionRevocationReconciler implements Reconciler<SessionRevocation> {

  static final String NAME = "sessionrevocation";

  private final Shard shard;
  private final Gate gate;
  private final Outside outside;
  private final Places places;
  private final Revocations revocations;
  private final ReferencedObjects<SessionRevocation> referenced;
  private final EventLog events;
  private final Clock clock = Clock.systemUTC();

  SessionRevocationReconciler(
      Settings settings,
      Shard shard,
      Gate gate,
      Outside outside,
      Places places,
      Revocations revocations,
      KubernetesClient client) {
    this.shard = shard;
    this.gate = gate;
    this.outside = outside;
    this.places = places;
    this.revocations = revocations;
    this.referenced = new ReferencedObjects<>(client);
    this.events = new EventLog(client, settings.instance());
  }

  @Override
  public List<EventSource<?, SessionRevocation>> prepareEventSources(
      EventSourceContext<SessionRevocation> context) {
    return List.of(
        referenced, new RevocationEvents(context.getPrimaryCache(), outside, places, revocations));
  }

  @Override
  public UpdateControl<SessionRevocation> reconcile(
      SessionRevocation revocation, Context<SessionRevocation> context) {
    return gate.pass(revocation, () -> look(revocation, context));
  }

  private UpdateControl<SessionRevocation> look(
      SessionRevocation revocation, Context<SessionRevocation> context) {
    var before = Optional.ofNullable(revocation.getStatus());
    var finished = before.flatMap(RevocationStatus::finished);
    var plan = plan(revocation, finished.isPresent());
    if (finished.isPresent()) {
      revocations.forget(RevocationEvents.id(revocation));
      return keep(revocation, plan, finished.get(), context.getClient());
    }
    var stack = new StackId(plan.namespace(), plan.stack());
    if (shard.lacks(stack, context.getClient())) {
      return UpdateControl.noUpdate();
    }
    var facts =
        new RevocationFacts(
            plan,
            places.of(stack),
            outside.reports(stack).store(),
            revocations.report(RevocationEvents.id(revocation)),
            before);
    facts.order().ifPresent(order -> revocations.begin(RevocationEvents.id(revocation), order));
    return isGone(revocation, context) ? UpdateControl.noUpdate() : report(revocation, facts);
  }

  @Override
  public ErrorStatusUpdateControl<SessionRevocation> updateErrorStatus(
      SessionRevocation revocation, Context<SessionRevocation> context, Exception error) {
    return StatusOnly.failed(error);
  }

  private RevocationPlan plan(SessionRevocation revocation, boolean finished) {
    var id = ResourceID.fromResource(revocation);
    var secret = RevocationPlan.secret(revocation).filter(target -> !finished);
    referenced.watch(id, secret.map(Set::of).orElse(Set.of()));
    return RevocationPlan.of(revocation, secret.flatMap(target -> referenced.content(id, target)));
  }

  /** Deletes a finished one when its time has come. */
  private UpdateControl<SessionRevocation> keep(
      SessionRevocation revocation,
      RevocationPlan plan,
      Instant finished,
      KubernetesClient client) {
    var left =
        plan.ttlAfterFinished().map(ttl -> Duration.between(clock.instant(), finished.plus(ttl)));
    if (left.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
      // Not another one of the same name (R22), and not one that somebody has just changed.
      client
          .resource(revocation)
          .lockResourceVersion(revocation.getMetadata().getResourceVersion())
          .delete();
      return UpdateControl.noUpdate();
    }
    var control = UpdateControl.<SessionRevocation>noUpdate();
    left.ifPresent(control::rescheduleAfter);
    return control;
  }

  /** One that was deleted during this pass was forgotten before this pass began it. */
  private boolean isGone(SessionRevocation revocation, Context<SessionRevocation> context) {
    var gone = context.getPrimaryCache().get(ResourceID.fromResource(revocation)).isEmpty();
    if (gone) {
      revocations.forget(RevocationEvents.id(revocation));
      referenced.onResourceDeleted(revocation);
    }
    return gone;
  }

  private UpdateControl<SessionRevocation> report(
      SessionRevocation revocation, RevocationFacts facts) {
    var now = RevocationStatus.of(facts, clock);
    if (facts.previous().filter(now::equals).isPresent()) {
      return UpdateControl.noUpdate();
    }
    tell(revocation, facts, now);
    var control =
        UpdateControl.patchStatus(StatusOnly.of(revocation, new SessionRevocation(), now));
    if (RevocationStatus.finished(now).isPresent()) {
      facts.plan().ttlAfterFinished().ifPresent(ttl -> control.rescheduleAfter(ttl.plusSeconds(1)));
    }
    return control;
  }

  /** What was done is told where people look: at the revocation, and at the stack. */
  private void tell(
      SessionRevocation revocation, RevocationFacts facts, SessionRevocationStatus now) {
    RevocationStatus.end(now)
        .ifPresent(
            end -> {
              var fine = "Complete".equals(end.getType());
              var note = RevocationStatus.note(facts.plan(), end);
              events.write(
                  revocation,
                  EventLog.reference(revocation),
                  fine,
                  end.getReason(),
                  "Revoke",
                  note);
              facts
                  .place()
                  .ifPresent(
                      place ->
                          events.write(
                              revocation,
                              stack(facts.plan(), place),
                              fine,
                              end.getReason(),
                              "Revoke",
                              note));
            });
  }

  private static ObjectReference stack(RevocationPlan plan, SessionPlace place) {
    var stack = new SessionStack();
    return new ObjectReferenceBuilder()
        .withApiVersion(stack.getApiVersion())
        .withKind(stack.getKind())
        .withName(plan.stack())
        .withNamespace(plan.namespace())
        .withUid(place.uid())
        .build();
  }
}
