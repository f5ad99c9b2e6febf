package dev.sessionstack.plan;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Of the content that pods use: what it says changes when that does, and only then (R6). */
final class Fingerprint {

  static String ofUi(
      References references,
      SessionPlan session,
      StorePlan store,
      Optional<BucketPlan> bucket,
      Keys keys,
      Surroundings around) {
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
    bucket.ifPresent(
        b -> {
          hash.add("bucket", Sensitives.reveal(b.credentials()));
          b.authority().ifPresent(authority -> hash.add("bucket-authority", authority));
        });
    return contents(hash, references.ui(), around).hex();
  }

  static String ofStore(References references, StorePlan store, Keys keys, Surroundings around) {
    var hash = new ContentHash(keys);
    store
        .connection()
        .flatMap(StoreConnection::password)
        .ifPresent(password -> hash.add("password", password.reveal()));
    return contents(hash, references.store(), around).hex();
  }

  private static ContentHash contents(
      ContentHash hash, Set<Reference> references, Surroundings around) {
    references.stream()
        .map(Reference::target)
        .distinct()
        .filter(around.contents()::containsKey)
        .sorted(Comparator.comparing(Reference.Target::kind).thenComparing(Reference.Target::name))
        .forEach(
            target -> hash.add(target.kind() + "/" + target.name(), around.contents().get(target)));
    return hash;
  }

  private Fingerprint() {}
}
