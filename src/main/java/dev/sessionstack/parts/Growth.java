package dev.sessionstack.parts;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/**
 * A volume that is smaller than its claim asks for: its driver is about to make it larger.
 *
 * @param claim its name
 * @param has how large it is
 * @param asked how large it is to be
 * @param needsRestart whether the rest takes a new pod
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/storage/persistent-volumes/#resizing-an-in-use-persistentvolumeclaim">Resizing
 *     an in-use claim</a>
 */
public record Growth(String claim, Quantity has, Quantity asked, boolean needsRestart) {

  static Optional<Growth> of(PersistentVolumeClaim claim) {
    var resources = Optional.ofNullable(claim.getSpec().getResources());
    var asked = storage(resources.map(r -> r.getRequests()));
    var has = capacity(claim);
    return has.isPresent() && asked.isPresent() && has.get().compareTo(asked.get()) < 0
        ? Optional.of(
            new Growth(
                claim.getMetadata().getName(),
                has.get(),
                asked.get(),
                waitsForRestart(claim.getStatus())))
        : Optional.empty();
  }

  /** How large a claim's volume is; absent where there is none yet. */
  static Optional<Quantity> capacity(PersistentVolumeClaim claim) {
    return storage(Optional.ofNullable(claim.getStatus()).map(s -> s.getCapacity()));
  }

  private static Optional<Quantity> storage(Optional<Map<String, Quantity>> amounts) {
    return amounts.map(a -> a.get("storage"));
  }

  private static boolean waitsForRestart(PersistentVolumeClaimStatus status) {
    return status.getConditions().stream()
        .anyMatch(
            c -> "FileSystemResizePending".equals(c.getType()) && "True".equals(c.getStatus()));
  }
}
