package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Begins and ends the operator, in place of QOSDK, which begins before anybody can ask for its
 * health, and at the end leaves nothing in which to give the lease back.
 *
 * <p>An API server that does not answer is waited for, and so is the first list of every kind: to
 * begin anew would not make it come. Where one of several namespaces cannot be listed the others do
 * not wait for it for long, see {@link Gate}. Until all is seen the operator is not ready, and its
 * log says which list fails.
 */
@Singleton
class Lifecycle {

  private static final Logger LOG = Logger.getLogger(Lifecycle.class);

  /** Between two questions whether the API server is there. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private static final RequestConfig QUESTION =
      new RequestConfigBuilder().withRequestTimeout(5000).withRequestRetryBackoffLimit(0).build();

  /** For the passes that have begun; the kubelet allows 30 seconds for all of the end. */
  private static final Duration LAST_PASSES = Duration.ofSeconds(5);

  /** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final Operator operator;
  private final KubernetesClient client;
  private final Leadership leadership;
  private final Gate gate;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean begun;

  Lifecycle(Operator operator, KubernetesClient client, Leadership leadership, Gate gate) {
    this.operator = operator;
    this.client = client;
    this.leadership = leadership;
    this.gate = gate;
  }

  void begin(@Observes StartupEvent event) {
    var beginning = new Thread(this::begin, "operator-start");
    beginning.setDaemon(true);
    beginning.start();
  }

  private void begin() {
    try {
      checkNamespaces();
      if (apiServerAnswers()) {
        operator.start();
        begun = true;
      }
    } catch (RuntimeException e) {
      if (!isEnded()) {
        LOG.error("The operator cannot start, and ends.", e);
        Quarkus.asyncExit(1);
      }
    }
  }

  /**
   * To list what is in a namespace that cannot be is no error to the API server: it has nothing.
   */
  private void checkNamespaces() {
    operator.getRegisteredControllers().stream()
        .flatMap(controller -> namespaces(controller.getConfiguration()))
        .filter(namespace -> !Constants.WATCH_ALL_NAMESPACES.equals(namespace))
        .filter(namespace -> !NAMESPACE.matcher(namespace).matches())
        .findFirst()
        .ifPresent(
            namespace -> {
              throw new IllegalArgumentException(
                  "SESSIONSTACK_NAMESPACES: \"" + namespace + "\" cannot be a namespace");
            });
  }

  private static Stream<String> namespaces(ControllerConfiguration<?> controller) {
    return controller.getInformerConfig().getNamespaces().stream();
  }

  /** Waits until it does; false where the end comes first. */
  private boolean apiServerAnswers() {
    for (var told = false; !isEnded(); ) {
      try {
        client
            .adapt(NamespacedKubernetesClient.class)
            .withRequestConfig(QUESTION)
            .call(KubernetesClient::getKubernetesVersion);
        return true;
      } catch (KubernetesClientException e) {
        if (e.getCode() > 0 && e.getCode() < 500) {
          return true; // it answers; the operator will be told more exactly what is wrong
        }
        if (!told) {
          LOG.warnf("The API server does not answer, and is asked again: %s", e.getMessage());
          told = true;
        }
        pause();
      }
    }
    return false;
  }

  private void pause() {
    try {
      ended.await(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended.countDown();
    }
  }

  void end(@Observes ShutdownEvent event) {
    ended.countDown();
    if (!gate.close(LAST_PASSES)) {
      LOG.info("Reconciliations are cut off; whoever comes next takes them up.");
    }
    leadership.end(operator::stop, client);
  }

  /**
   * Whether all watches have begun, or have been given the time. Until then the SDK holds a lock on
   * what it knows of them, and who asks it waits.
   */
  boolean hasBegun() {
    return begun;
  }

  /** Whether the operator ends, or has ended. */
  boolean isEnded() {
    return ended.getCount() == 0;
  }
}
