package dev.sessionstack.plan;

import dev.sessionstack.api.ExternalStore;
import dev.sessionstack.api.ManagedStore;
import dev.sessionstack.api.StoreSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where sessions are kept.
 *
 * @param inProcess whether they are kept in the UI process, so that there is no store to speak of
 * @param connection how to reach it; absent for sessions in the UI process, and where a Secret that
 *     it needs is missing
 * @param managed the Redis that we make, if any
 * @param change how the password of the Redis that we make changes
 * @param reset what its pod was replaced for, or is to be: a password that it could not be told;
 *     absent where it never was
 * @param health how often it is asked, and from when on what is found is trouble
 * @param credentialsField the field that names the credentials, for advice
 */
public record StorePlan(
    boolean inProcess,
    Optional<StoreConnection> connection,
    Optional<RedisPlan> managed,
    Optional<KeyChange> change,
    Optional<String> reset,
    HealthPlan health,
    String credentialsField) {

  private static final String MANAGED_TLS = "spec.store.managed.tls.secretName";

  static StorePlan of(
      StoreSpec spec,
      String namespace,
      Names names,
      KeysInUse held,
      Keys keys,
      Surroundings around,
      boolean hibernated,
      Consumer<Problem> problems) {
    var redis =
        Optional.ofNullable(spec.managed())
            .map(managed -> RedisPlan.of(managed, hibernated, around, problems));
    leftBehind(redis, names, around, problems);
    var change =
        Optional.ofNullable(spec.managed())
            .flatMap(managed -> change(managed, held, keys, around, problems));
    var connection =
        spec.managed() != null
            ? managed(spec.managed(), namespace, names, change, around, problems)
            : Optional.ofNullable(spec.external())
                .flatMap(e -> external(e, namespace, around, problems));
    return new StorePlan(
        spec.managed() == null && spec.external() == null,
        connection,
        redis,
        change,
        reset(spec, change, keys, around.rotation()),
        HealthPlan.of(spec.health()),
        spec.managed() != null
            ? "spec.store.managed.auth.passwordSecretRef"
            : "spec.store.external.credentialsSecretRef");
  }

  /** A volume that nobody mounts: its sessions are not dropped, and not in use either. */
  private static void leftBehind(
      Optional<RedisPlan> redis, Names names, Surroundings around, Consumer<Problem> problems) {
    if (around.hasVolume() && redis.flatMap(RedisPlan::volume).isEmpty()) {
      problems.accept(
          Problem.warns(
              Component.STORE,
              "StoreLeftBehind",
              "spec.store",
              "the claim "
                  + names.dataClaim()
                  + " still holds the sessions of a store that the operator made, and nothing uses"
                  + " them; go back to store.managed with storage to have them again, or delete the"
                  + " claim if they are not needed, it stays otherwise"));
    }
  }

  private static Optional<StoreConnection> managed(
      ManagedStore spec,
      String namespace,
      Names names,
      Optional<KeyChange> change,
      Surroundings around,
      Consumer<Problem> problems) {
    var tls =
        Optional.ofNullable(spec.tls())
            .map(t -> t.secretName())
            .map(
                name -> {
                  serverKey(name, around, problems);
                  return trust(name, around, MANAGED_TLS, problems);
                });
    return change
        .map(c -> c.rotation().used().get(Keys.PASSWORD))
        .map(
            p ->
                new StoreConnection(
                    names.redis() + "." + namespace + ".svc",
                    RedisPlan.PORT,
                    0,
                    Optional.empty(),
                    Optional.of(p),
                    tls));
  }

  private static Optional<KeyChange> change(
      ManagedStore spec,
      KeysInUse held,
      Keys keys,
      Surroundings around,
      Consumer<Problem> problems) {
    var ref = Optional.ofNullable(spec.auth()).map(ManagedStore.Auth::passwordSecretRef);
    return ref.isEmpty()
        ? Optional.of(held.passwordChange(keys, around))
        : password(ref.get().name(), around, References.STORE_PASSWORD, problems)
            .map(p -> KeyChange.brought(p, around.copies(), around.rotation()));
  }

  /**
   * A server that lets nobody in who is known is replaced, once for each password: the user has
   * brought a new one, and the old one is lost. One with a generated password is left alone; who
   * has changed that by hand can change it back.
   */
  private static Optional<String> reset(
      StoreSpec spec, Optional<KeyChange> change, Keys keys, RotationFacts facts) {
    var brought =
        spec.managed() != null
            && spec.managed().auth() != null
            && spec.managed().auth().passwordSecretRef() != null;
    return change
        .filter(c -> brought && facts.progress().lockedOut())
        .map(c -> c.rotation().used().get(Keys.PASSWORD).reveal())
        .map(password -> new ContentHash(keys).add("reset", password).hex())
        .or(facts::reset);
  }

  /** All passwords that the server that we make accepts: that in use first. */
  public List<Sensitive> passwords() {
    return change.stream()
        .map(KeyChange::rotation)
        .flatMap(rotation -> Stream.of(rotation.used(), rotation.beside()))
        .flatMap(keys -> Stream.ofNullable(keys.get(Keys.PASSWORD)))
        .toList();
  }

  private static Optional<StoreConnection> external(
      ExternalStore spec, String namespace, Surroundings around, Consumer<Problem> problems) {
    var field = "spec.store.external.credentialsSecretRef.name";
    var ref = Optional.ofNullable(spec.credentialsSecretRef());
    var password = ref.flatMap(r -> password(r.name(), around, field, problems));
    if (ref.isPresent() && password.isEmpty()) {
      return Optional.empty();
    }
    var databases = spec.databases() == null ? null : spec.databases().sessions();
    return Optional.of(
        new StoreConnection(
            Hosts.qualified(spec.host(), namespace),
            spec.port() == null ? RedisPlan.PORT : spec.port(),
            databases == null ? 0 : databases,
            ref.flatMap(r -> around.secret(r.name()))
                .map(data -> data.get("username"))
                .filter(name -> !name.isEmpty()),
            password,
            Optional.ofNullable(spec.tls())
                .map(
                    tls ->
                        tls.secretName() == null
                            ? new StoreConnection.Trust(Optional.empty(), Optional.empty())
                            : trust(
                                tls.secretName(),
                                around,
                                "spec.store.external.tls.secretName",
                                problems))));
  }

  /** The server would not start without them, and the store's log would be the only one to say. */
  private static void serverKey(String name, Surroundings around, Consumer<Problem> problems) {
    for (var key : List.of("tls.crt", "tls.key")) {
      if (around.secret(name).map(data -> data.getOrDefault(key, "").isEmpty()).orElse(false)) {
        problems.accept(
            Problem.holds(
                Component.STORE,
                "SecretIncomplete",
                MANAGED_TLS,
                "Secret " + name + " has no value under the key `" + key + "`; add it"));
      }
    }
  }

  private static Optional<Sensitive> password(
      String name, Surroundings around, String field, Consumer<Problem> problems) {
    return around
        .secret(name)
        .flatMap(
            data -> {
              var password = data.getOrDefault(Keys.PASSWORD, "");
              if (password.isEmpty()) {
                problems.accept(
                    Problem.holds(
                        Component.STORE,
                        "SecretIncomplete",
                        field,
                        "Secret " + name + " has no value under the key `password`; add it"));
                return Optional.empty();
              }
              return Optional.of(new Sensitive(password));
            });
  }

  private static StoreConnection.Trust trust(
      String name, Surroundings around, String field, Consumer<Problem> problems) {
    var authority = around.secret(name).map(data -> data.getOrDefault("ca.crt", ""));
    if (authority.isPresent() && !Certificates.areIn(authority.get())) {
      problems.accept(
          Problem.holds(
              Component.STORE,
              "SecretIncomplete",
              field,
              "Secret "
                  + name
                  + " has no certificates in PEM under the key `ca.crt`; add the authority's"));
    }
    return new StoreConnection.Trust(authority, Optional.of(name));
  }
}
