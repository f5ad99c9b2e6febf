package dev.sessionstack.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances of the operator; the one that works goes in the middle of its work. */
@OnCluster
@Isolated
class LeaderE2E {

  private static final String NAMESPACE = "sessionstack-system";
  private static final String NAME = "sessionstack-operator";

  private static RealCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new RealCluster("leader");
    cluster.operator(2);
  }

  @AfterAll
  static void close() {
    cluster.operator(1);
    cluster.close();
  }

  /**
   * @param grace seconds that the pod has to end; 0 is a crash
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 30})
  void another_instance_takes_over_what_the_leader_was_doing(long grace) {
    var names = IntStream.range(0, 5).mapToObj(i -> "burst-" + grace + "-" + i).toList();
    var leader = leader();

    names.forEach(name -> cluster.apply("memory", name));
    cluster.client.pods().inNamespace(NAMESPACE).withName(leader).withGracePeriod(grace).delete();
    names.forEach(cluster::awaitReady);

    assertThat(leader()).isNotEqualTo(leader);
    assertThat(keys(names)).hasSameSizeAs(names).doesNotHaveDuplicates();
    cluster.operator(2);
  }

  /** Each stack has keys, which are immutable, so they were drawn once. */
  private static List<String> keys(List<String> stacks) {
    return stacks.stream()
        .map(
            stack ->
                cluster.client.secrets().inNamespace(cluster.namespace).withName(stack + "-keys"))
        .map(secret -> secret.get().getData().toString())
        .toList();
  }

  /** The pod that holds the lease. */
  private static String leader() {
    return await()
        .atMost(RealCluster.PATIENCE)
        .until(
            () ->
                cluster
                    .client
                    .leases()
                    .inNamespace(NAMESPACE)
                    .withName(NAME)
                    .get()
                    .getSpec()
                    .getHolderIdentity(),
            holder -> holder != null && holder.contains("_"))
        .split("_")[0];
  }
}
