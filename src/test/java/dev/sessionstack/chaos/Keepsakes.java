package dev.sessionstack.chaos;

import dev.sessionstack.plan.Names;
import dev.sessionstack.secrets.SecretSearch;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All keys that stacks ever had, and all volumes: nobody may lose or change them (R5, R26). */
final class Keepsakes implements AutoCloseable {

  private final Town town;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  /** By name of the object, and of the key in it. */
  private final Map<String, Map<String, Set<String>>> seen = new ConcurrentHashMap<>();

  private final SecretSearch search = new SecretSearch();

  Keepsakes(Town town) {
    this.town = town;
    informers.add(
        town.client.secrets().inNamespace(Town.NAMESPACE).inform(noting(this::noteSecret)));
    informers.add(
        town.client
            .persistentVolumeClaims()
            .inNamespace(Town.NAMESPACE)
            .inform(noting(this::noteVolume)));
  }

  /** How many different values each of a stack's keys has had. */
  Map<String, Integer> keysOf(String stack) {
    return seen.getOrDefault(new Names(stack).keysSecret(), Map.of()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().size()));
  }

  /** How many different volumes a stack has had. */
  int volumesOf(String stack) {
    return seen.getOrDefault(new Names(stack).dataClaim(), Map.of())
        .getOrDefault("uid", Set.of())
        .size();
  }

  /** Knows everything that was ever secret. */
  SecretSearch search() {
    return search;
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private void noteSecret(Secret secret) {
    synchronized (search) {
      search.remember(secret);
    }
    if (secret.getData() != null && isOfTheLiving(secret)) {
      secret.getData().forEach((key, value) -> note(secret, key, value));
    }
  }

  /**
   * An operator that has not heard yet that a stack is gone draws keys for it, if it has not told
   * of any in its status. They are garbage, and nobody has used them.
   */
  private boolean isOfTheLiving(Secret secret) {
    var owners = secret.getMetadata().getOwnerReferences();
    return owners.isEmpty()
        || owners.stream()
            .anyMatch(
                owner -> {
                  var stack = town.stack(owner.getName()).get();
                  return stack != null && owner.getUid().equals(stack.getMetadata().getUid());
                });
  }

  private void noteVolume(PersistentVolumeClaim claim) {
    note(claim, "uid", claim.getMetadata().getUid());
  }

  private void note(HasMetadata object, String key, String value) {
    seen.computeIfAbsent(object.getMetadata().getName(), n -> new ConcurrentHashMap<>())
        .computeIfAbsent(key, k -> new ConcurrentSkipListSet<>())
        .add(value);
  }

  private static <T extends HasMetadata> ResourceEventHandler<T> noting(Consumer<T> note) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        note.accept(object);
      }

      @Override
      public void onUpdate(T before, T object) {
        note.accept(object);
      }

      @Override
      public void onDelete(T object, boolean unknown) {}
    };
  }
}
