package dev.sessionstack.chaos;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Grows the volumes of the town as soon as their claims ask for more. */
final class VolumeDriver implements AutoCloseable {

  private final KubernetesClient client;
  private final SharedIndexInformer<PersistentVolumeClaim> claims;

  VolumeDriver(KubernetesClient client) {
    this.client = client;
    claims =
        client
            .persistentVolumeClaims()
            .inNamespace(Town.NAMESPACE)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(PersistentVolumeClaim claim) {
                    grow(claim);
                  }

                  @Override
                  public void onUpdate(PersistentVolumeClaim before, PersistentVolumeClaim claim) {
                    grow(claim);
                  }

                  @Override
                  public void onDelete(PersistentVolumeClaim claim, boolean unknown) {}
                });
  }

  private void grow(PersistentVolumeClaim claim) {
    var asked = claim.getSpec().getResources().getRequests();
    var capacity = claim.getStatus() == null ? null : claim.getStatus().getCapacity();
    if (capacity == null || capacity.isEmpty() || capacity.equals(asked)) {
      return; // not bound yet, or done
    }
    var grown =
        new PersistentVolumeClaimBuilder(claim)
            .editStatus()
            .withCapacity(asked)
            .endStatus()
            .build();
    try {
      client.resource(grown).patchStatus();
    } catch (KubernetesClientException e) {
      // It has changed meanwhile, or has gone; the next event tells.
    }
  }

  @Override
  public void close() {
    claims.close();
  }
}
