package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.flow.Site;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator has the rights that it needs and no others: over lives of stacks in which everything
 * happens, the packaged operator is never forbidden anything, and uses all that {@code manifests/}
 * grants.
 */
@NeedsApiServer
class RightsIT {

  /** What is granted for what cannot happen here, and why. */
  private static final Map<String, String> NOT_HERE =
      Map.of(
          "update coordination.k8s.io/leases",
          "the SDK asks at the start whether it may, and then applies patches");

  /** As the manifests have it. */
  private static final Map<String, String> ELECTION =
      Map.of("SESSIONSTACK_LEADER_ELECTION", "Enabled");

  @Test
  void the_operator_is_forbidden_nothing_and_uses_every_right(@TempDir Path folder) {
    try (var operator = new InstalledOperator(folder, ELECTION)) {
      try (var admin = operator.client("test");
          var site = new Site(operator);
          var other = new Site(operator)) {
        Life.prepare(admin);
        live(site, other);
      }
      operator.process.close(); // a watch is in the log when it ends

      assertThat(operator.forbidden()).isEmpty();
      var unused = new TreeSet<>(operator.manifests.rights());
      unused.removeAll(operator.audit().used());
      unused.removeAll(NOT_HERE.keySet());
      assertThat(unused).as("granted, and not used by anything that happened").isEmpty();
    }
  }

  private static void live(Site site, Site other) {
    var life = new Life(site);
    life.referenced();
    life.everything("shop", Life.GATEWAY);
    life.everything("inn", Life.INGRESS);
    site.awaitAmong("shop", "UIReady=True Serving", "WorkersReady=True Serving");
    site.awaitAmong("inn", "UIReady=True Serving", "WorkersReady=True Serving");
    life.sessionsAreRevoked("shop");
    var objects = site.objects();
    life.childrenAreDeletedAndEdited("shop");
    life.hibernatesAndWakes("shop");
    life.everythingIsGivenUp("shop");
    life.everythingIsGivenUp("inn");
    var another = new Life(other);
    another.referenced();
    another.somebodyElsesObjectsAreInTheWay(
        objects.stream().filter(o -> o.getMetadata().getName().contains("shop")).toList(),
        "shop",
        Life.GATEWAY);
    another.somebodyElsesObjectsAreInTheWay(
        objects.stream().filter(o -> o.getMetadata().getName().contains("inn")).toList(),
        "inn",
        Life.INGRESS);
    site.deleteStack("shop");
  }
}
