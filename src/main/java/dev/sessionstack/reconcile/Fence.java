package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Lets no write pass from an instance that does not lead, or no longer: the last look before a
 * request is sent. The election itself looks only every two seconds, and tells nobody when it
 * renewed the lease, so that is seen here, too. What had passed when the process was stopped is on
 * its way, and cannot be called back; it is what the stack was to be at that time, and the instance
 * that works puts it right.
 */
final class Fence implements Interceptor {

  private final Leadership leadership;

  Fence(Leadership leadership) {
    this.leadership = leadership;
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (isOfLease(request)) {
      leadership.asks();
    } else if (isWrite(request) && !isReview(request) && !leadership.mayWrite()) {
      throw new KubernetesClientException("This instance does not lead, and writes nothing.");
    }
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (isOfLease(request) && response.isSuccessful()) {
      leadership.granted();
    }
  }

  /** One that asks for the lease, or for its renewal. */
  private boolean isOfLease(HttpRequest request) {
    return isWrite(request) && leadership.isLease(request.uri().getPath());
  }

  /** Before it asks for the lease, the SDK asks whether it may. */
  private static boolean isReview(HttpRequest request) {
    return request.uri().getPath().endsWith("/selfsubjectrulesreviews");
  }

  /** A watch is a GET. */
  private static boolean isWrite(HttpRequest request) {
    return !request.method().equals("GET");
  }
}
