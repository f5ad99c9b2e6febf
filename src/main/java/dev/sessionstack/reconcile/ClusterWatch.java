package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A watch on objects that belong to no namespace. An operator whose rights end at its namespaces
 * may not read them, and does without; anything else is tried again.
 *
 * @param <T> their kind
 */
final class ClusterWatch<T extends HasMetadata> {

  private static final Logger LOG = Logger.getLogger(ClusterWatch.class);

  /** For the first list. One that takes longer is news when it comes. */
  private static final long PATIENCE_SECONDS = 5;

  private final SharedIndexInformer<T> informer;

  ClusterWatch(SharedIndexInformer<T> informer) {
    this.informer = informer;
  }

  /** Starts, waits for the first list, and tells of every change from then on. */
  void start(Runnable news) {
    informer
        .exceptionHandler((started, e) -> started || !isForbidden(e))
        .addEventHandler(new News<>(news));
    try {
      informer.start().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.warnf("%s is slow to read", informer.getApiTypeClass().getSimpleName());
    } catch (ExecutionException e) {
      LOG.infof(
          "%s cannot be read, so the operator does without (docs/permissions.md): %s",
          informer.getApiTypeClass().getSimpleName(), e.getCause().getMessage());
    }
  }

  void stop() {
    informer.stop();
  }

  /** Whether what is listed is all that there is. */
  boolean isReadable() {
    return informer.hasSynced();
  }

  /** The informer, where there is one that may read. */
  Stream<SharedIndexInformer<T>> informer() {
    return Stream.of(informer).filter(SharedIndexInformer::hasSynced);
  }

  List<T> list() {
    return informer.getStore().list();
  }

  private static boolean isForbidden(Throwable error) {
    for (var cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException e
          && e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return true;
      }
    }
    return false;
  }
}
