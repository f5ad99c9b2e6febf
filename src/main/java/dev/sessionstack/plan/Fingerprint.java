package dev.sessionstack.plan;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Of the content that pods use: what it says changes when that does, and only then (R6). */
final class Fingerprint {

  private final SessionPlan session;
  private final StorePlan store;
  private final Optional<BrokerPlan> broker;
  private final Optional<BucketPlan> bucket;
  private final Keys keys;
  private final Surroundings around;

  Fingerprint(
      SessionPlan session,
      StorePlan store,
      Optional<BrokerPlan> broker,
      Optional<BucketPlan> bucket,
      Keys keys,
      Surroundings around) {
    this.session = session;
    this.store = store;
    this.broker = broker;
    this.bucket = bucket;
    this.keys = keys;
    this.around = around;
  }

  /** Of what a pod uses that is handed the whole environment of the stack. */
  String ofApp(Set<Reference> references) {
    var hash = new ContentHash(keys).add("session", Sensitives.reveal(session.data()));
    store
        .connection()
        .ifPresent(
            connection -> {
              hash.add("store", connection.url().reveal());
              connection
                  .tls()
                  .flatMap(StoreConnection.Trust::authority)
                  .ifPresent(authority -> hash.add("authority", authority));
            });
    broker.ifPresent(
        b ->
            hash.add("tasks", b.tasks().url().reveal()).add("results", b.results().url().reveal()));
    return contents(bucket(hash), references).hex();
  }

  /** Of what a pod uses that knows neither sessions nor tasks. */
  String ofServer(Set<Reference> references) {
    return contents(bucket(new ContentHash(keys)), references).hex();
  }

  private ContentHash bucket(ContentHash hash) {
    bucket.ifPresent(
        b -> {
          hash.add("bucket", Sensitives.reveal(b.credentials()));
          b.authority().ifPresent(authority -> hash.add("bucket-authority", authority));
        });
    return hash;
  }

  /** Not of its password, which the server is told while it runs. */
  String ofStore(Set<Reference> references) {
    return contents(
            new ContentHash(keys),
            references.stream()
                .filter(reference -> !References.STORE_PASSWORD.equals(reference.field()))
                .collect(Collectors.toSet()))
        .hex();
  }

  private ContentHash contents(ContentHash hash, Set<Reference> references) {
    references.stream()
        .map(Reference::target)
        .distinct()
        .filter(around.contents()::containsKey)
        .sorted(Comparator.comparing(Reference.Target::kind).thenComparing(Reference.Target::name))
        .forEach(
            target -> hash.add(target.kind() + "/" + target.name(), around.contents().get(target)));
    return hash;
  }
}
