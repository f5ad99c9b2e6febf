package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import java.net.HttpURLConnection;

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

  /**
   * What to do about a reconciliation that failed. Where the resource was deleted while its status
   * was on its way, that is nothing: it is no error, and there is nothing to try again.
   */
  static <R extends HasMetadata> ErrorStatusUpdateControl<R> failed(Exception error) {
    return error instanceof KubernetesClientException e
            && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        ? ErrorStatusUpdateControl.<R>noStatusUpdate().withNoRetry()
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private StatusOnly() {}
}
