package dev.sessionstack.reconcile;

import dev.sessionstack.api.Switch;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Whether this instance is the one that works. With leader election it is while it holds the Lease;
 * without, always.
 *
 * <p>Who has lost the lease ends at once, without a last word to anybody: another instance may be
 * at work, and the kubelet starts this one anew.
 */
@Singleton
class Leadership {

  /** How long after its last renewal a lease is another's to take. */
  static final Duration LEASE = LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE;

  /** How often it is renewed, and how often the others look. */
  private static final Duration RETRY = LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE;

  /** The end of a process must not wait for an API server that does not answer. */
  private static final int RELEASE_MILLIS = 2000;

  private static final Logger LOG = Logger.getLogger(Leadership.class);

  private final boolean elected;
  private final String namespace;
  private final String lease;
  private final String identity;
  private final Clock clock;
  private final Runnable halt;
  private volatile boolean leads;
  private volatile boolean ending;
  private volatile Instant asked = Instant.MIN;
  private volatile Instant renewed = Instant.MIN;

  @Inject
  Leadership(Settings settings, MeterRegistry registry) {
    this(settings, Clock.systemUTC(), () -> Runtime.getRuntime().halt(1));
    Gauge.builder("sessionstack.leader", this, leadership -> leadership.leads() ? 1 : 0)
        .description("Whether this is the instance that works.")
        .register(registry);
  }

  /**
   * @param halt ends the process at once
   */
  Leadership(Settings settings, Clock clock, Runnable halt) {
    this.elected = settings.leaderElection() == Switch.Enabled;
    this.namespace = settings.namespace();
    this.lease = settings.lease();
    // Two that were given one name must not both take themselves for the holder.
    this.identity = settings.instance() + "_" + UUID.randomUUID();
    this.clock = clock;
    this.halt = halt;
    if (elected && settings.selector().isPresent() && lease.equals(Settings.DEFAULT_LEASE)) {
      throw new IllegalArgumentException(
          "SESSIONSTACK_SELECTOR with leader election needs SESSIONSTACK_LEASE, a name that no other"
              + " selector has: those who share a lease take turns, and one selector would be served"
              + " by nobody");
    }
  }

  /** Null means no election to the SDK, which asks for this bean in any case. */
  @Produces
  @Dependent
  LeaderElectionConfiguration election() {
    return elected
        ? LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease)
            .withLeaseNamespace(namespace)
            .withIdentity(identity)
            .withLeaseDuration(LEASE)
            .withRenewDeadline(LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE)
            .withRetryPeriod(RETRY)
            .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, leader -> {}))
            // The one way to say false. With true the SDK calls System.exit when an election ends,
            // also in the course of a shutdown, which would then wait for itself for ever; and it
            // would let what runs go on writing until all hooks have run.
            .buildForTest(false)
        : null;
  }

  private void won() {
    LOG.infof("%s holds the lease %s/%s, and works", identity, namespace, lease);
    renewed = asked;
    leads = true;
  }

  /** Whether this instance works. */
  boolean leads() {
    return !elected || leads;
  }

  /** The lease is asked for, or its renewal: it counts from now, if it is granted. */
  void asks() {
    asked = clock.instant();
  }

  /** What was asked for is granted. */
  void granted() {
    renewed = asked;
  }

  /** Whether a path of the API is that of the lease, or where it is created. */
  boolean isLease(String path) {
    var leases = "/namespaces/" + namespace + "/leases";
    return path.endsWith(leases) || path.endsWith(leases + "/" + lease);
  }

  /**
   * Whether something may be written now. A process that was stopped for a while, and goes on where
   * it was, learns here that its lease has run out: two seconds before another may take it.
   */
  boolean mayWrite() {
    if (elected && leads && clock.instant().isAfter(renewed.plus(LEASE).minus(RETRY))) {
      lost();
    }
    return leads();
  }

  private void lost() {
    leads = false;
    if (!ending) {
      LOG.errorf(
          "%s no longer holds the lease %s/%s, and ends at once", identity, namespace, lease);
      halt.run();
    }
  }

  /**
   * Ends in good order: gives the lease back, so that another need not wait until it runs out.
   *
   * @param work ends it; nothing is written after it
   */
  void end(Runnable work, KubernetesClient client) {
    var held = elected && leads;
    ending = true;
    work.run();
    leads = false;
    if (held) {
      try {
        client
            .adapt(NamespacedKubernetesClient.class)
            .withRequestConfig(
                new RequestConfigBuilder()
                    .withRequestTimeout(RELEASE_MILLIS)
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .call(this::release);
        LOG.infof("%s gave the lease %s/%s back", identity, namespace, lease);
      } catch (KubernetesClientException e) {
        LOG.infof("the lease could not be given back, and runs out: %s", e.getMessage());
      }
    }
  }

  /** Only ours: the test fails where it is another's meanwhile. */
  private Lease release(KubernetesClient client) {
    return client
        .leases()
        .inNamespace(namespace)
        .withName(lease)
        .patch(
            PatchContext.of(PatchType.JSON),
            """
            [{"op": "test", "path": "/spec/holderIdentity", "value": "%s"},
             {"op": "remove", "path": "/spec/holderIdentity"},
             {"op": "replace", "path": "/spec/leaseDurationSeconds", "value": 1}]
            """
                .formatted(identity));
  }
}
