package dev.sessionstack.chaos;

import dev.sessionstack.plan.Names;
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
import java.util.function.Function;

/** All keys that stacks ever had, and all volumes: nobody may lose or change them (R5, R26). */
final class Keepsakes implements AutoCloseable {

  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private final Map<String, Set<String>> keys = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> volumes = new ConcurrentHashMap<>();

  Keepsakes(Town town) {
    informers.add(
        town.client.secrets().inNamespace(Town.NAMESPACE).inform(noting(keys, Keepsakes::content)));
    informers.add(
        town.client
            .persistentVolumeClaims()
            .inNamespace(Town.NAMESPACE)
            .inform(noting(volumes, Keepsakes::identity)));
  }

  /** How many different sets of keys a stack has had. */
  int keysOf(String stack) {
    return keys.getOrDefault(new Names(stack).keysSecret(), Set.of()).size();
  }

  /** How many different volumes a stack has had. */
  int volumesOf(String stack) {
    return volumes.getOrDefault(new Names(stack).dataClaim(), Set.of()).size();
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private static String content(Secret secret) {
    return String.valueOf(secret.getData());
  }

  private static String identity(PersistentVolumeClaim claim) {
    return claim.getMetadata().getUid();
  }

  private static <T extends HasMetadata> ResourceEventHandler<T> noting(
      Map<String, Set<String>> seen, Function<T, String> what) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        seen.computeIfAbsent(object.getMetadata().getName(), n -> new ConcurrentSkipListSet<>())
            .add(what.apply(object));
      }

      @Override
      public void onUpdate(T before, T object) {
        onAdd(object);
      }

      @Override
      public void onDelete(T object, boolean unknown) {}
    };
  }
}
