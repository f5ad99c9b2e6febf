package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;

/** Server-side apply owns all that it is given, so it is given nothing but the status. */
final class StatusOnly {

  /**
   * What to patch.
   *
   * @param fresh a new resource, which becomes the patch
   */
  static <S, R extends CustomResource<?, S>> R of(R resource, R fresh, S status) {
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(resource.getMetadata().getName())
            .withNamespace(resource.getMetadata().getNamespace())
            .withUid(resource.getMetadata().getUid()) // not for a new one of the same name (R22)
            .build());
    fresh.setStatus(status);
    return fresh;
  }

  private StatusOnly() {}
}
