package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionRevocation;
import dev.sessionstack.plan.RevocationPlan;
import dev.sessionstack.status.RevocationStatus;
import dev.sessionstack.store.RevocationId;
import dev.sessionstack.store.Revocations;
import dev.sessionstack.store.StackId;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * News of a stack and its store wake the revocations that wait for them, and news of a revocation
 * itself wakes that one. What was begun for a deleted revocation stops.
 */
final class RevocationEvents extends AbstractEventSource<RevocationId, SessionRevocation>
    implements ResourceEventAware<SessionRevocation> {

  /** Revocations that are not finished, by the stack that they are about. */
  private static final String UNFINISHED = "unfinished-by-stack";

  private final IndexerResourceCache<SessionRevocation> cache;
  private final Revocations revocations;

  RevocationEvents(
      IndexerResourceCache<SessionRevocation> cache,
      Outside outside,
      Places places,
      Revocations revocations) {
    super(RevocationId.class, "revocations");
    this.cache = cache;
    this.revocations = revocations;
    cache.addIndexer(
        UNFINISHED, revocation -> isFinished(revocation) ? List.of() : List.of(key(revocation)));
    outside.onNews(this::tell);
    places.onNews(this::tell);
    revocations.onNews(id -> tell(new ResourceID(id.name(), id.namespace())));
  }

  static RevocationId id(SessionRevocation revocation) {
    var metadata = revocation.getMetadata();
    return new RevocationId(metadata.getNamespace(), metadata.getName(), metadata.getUid());
  }

  private static boolean isFinished(SessionRevocation revocation) {
    return Optional.ofNullable(revocation.getStatus())
        .flatMap(RevocationStatus::finished)
        .isPresent();
  }

  private static String key(SessionRevocation revocation) {
    return key(RevocationPlan.stack(revocation), revocation.getMetadata().getNamespace());
  }

  private static String key(String stack, String namespace) {
    return namespace + "/" + stack;
  }

  private void tell(StackId stack) {
    if (isRunning()) {
      cache.byIndex(UNFINISHED, key(stack.name(), stack.namespace())).stream()
          .map(ResourceID::fromResource)
          .forEach(this::tell);
    }
  }

  private void tell(ResourceID revocation) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(revocation));
    }
  }

  @Override
  public Set<RevocationId> getSecondaryResources(SessionRevocation revocation) {
    return Set.of(); // the reports are read from Revocations
  }

  @Override
  public void onResourceDeleted(SessionRevocation revocation) {
    revocations.forget(id(revocation));
  }
}
