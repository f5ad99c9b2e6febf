package dev.sessionstack.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sessionstack.flow.Site;
import dev.sessionstack.sandbox.RedisServer;
import dev.sessionstack.secrets.SecretSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No value of a Secret is anywhere but in Secrets, when the operator writes all that it can into
 * its log, and whatever goes wrong.
 */
@NeedsApiServer
class SecretsIT {

  private static final String AWKWARD = "p@ss:w/ord?#%&\"'\\ \u00fc$(id)-nobody-may-see";

  @Test
  void no_value_of_a_secret_is_anywhere_else(@TempDir Path folder) {
    try (var operator = new InstalledOperator(folder, Map.of("QUARKUS_LOG_LEVEL", "DEBUG"));
        var admin = operator.client("test")) {
      Life.prepare(admin);
      var search = new SecretSearch();
      var found = new ArrayList<String>();
      try (var site = new Site(operator);
          var redis =
              RedisServer.start(
                  operator.kubelet().binary(),
                  "127.0.0.1",
                  6379,
                  folder.resolve("redis"),
                  "requirepass another-password-than-theirs")) {
        operator.hosts().put("redis.databases.svc", redis.host());
        all(site);
        search.remember(admin);
        changed(site);
        search.remember(admin);

        found.addAll(search.inObjects(admin, SecretSearch.KINDS));
        found.addAll(search.inProcess("the operator", operator.process.pid()));
        for (var stack : List.of("shop", "inn")) {
          operator
              .kubelet()
              .server(site.namespace(), stack)
              .ifPresent(server -> found.addAll(search.inProcess("its Redis", server.pid())));
        }
        found.addAll(search.inAnswer(operator.process.url() + "/q/metrics"));
        found.addAll(search.inAnswer(operator.process.url() + "/q/health"));
      }
      operator.process.close();
      found.addAll(search.in(operator.process.log()));

      assertThat(search.size()).as("forms of values that were looked for").isGreaterThan(50);
      assertThat(operator.process.log()).content().contains("DEBUG");
      assertThat(found).isEmpty();
    }
  }

  /** Stacks of every kind, and each with what can be wrong with a Secret. */
  private static void all(Site site) {
    var life = new Life(site);
    life.referenced();
    life.everything("shop", Life.GATEWAY);
    life.everything("inn", Life.INGRESS);
    site.applySecret("wrong", Map.of("password", AWKWARD, "username", "somebody"));
    site.applySecret("short", Map.of("JWT_SECRET", "much-too-short", "SECRET_KEY", "not-empty-1"));
    site.applySecret("broken", Map.of("password", "ends-with-a-line-break\n"));
    site.applySecret("huge", Map.of("password", "a-huge-password-".repeat(40_000)));
    site.applySecret(
        "bucket",
        Map.of(
            "AWS_ACCESS_KEY_ID", "access-key-of-nobody",
            "AWS_SECRET_ACCESS_KEY", "secret-access-key-that-nobody-may-see"));
    stack(site, "refused", "store: {external: {host: redis.databases.svc, %s}}", "wrong");
    stack(site, "unreachable", "store: {external: {host: nowhere.example.com, %s}}", "wrong");
    stack(site, "closed", "store: {external: {host: 127.0.0.1, port: 1, %s}}", "wrong");
    stack(site, "untidy", "store: {external: {host: redis.databases.svc, %s}}", "broken");
    stack(site, "much", "store: {external: {host: redis.databases.svc, %s}}", "huge");
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: incomplete}
        spec:
          ui: {image: "app:1"}
          session: {secretRef: {name: short}}
          store: {managed: {auth: {passwordSecretRef: {name: wrong}}}}
          objectStorage:
            bucket: files
            endpoint: http://127.0.0.1:1
            credentialsSecretRef: {name: bucket}
        """);
    site.awaitAmong("shop", "UIReady=True Serving");
    site.awaitAmong("inn", "UIReady=True Serving");
    site.awaitAmong("refused", "StoreReady=False AuthenticationFailed");
    site.awaitAmong("unreachable", "StoreReady=False Unreachable");
    site.awaitAmong("closed", "StoreReady=False Unreachable");
    site.awaitAmong("untidy", "StoreReady=False AuthenticationFailed");
    site.awaitAmong("much", "Stalled=True Rejected");
    site.awaitAmong("incomplete", "Stalled=True SecretIncomplete");
  }

  private static void stack(Site site, String name, String store, String secret) {
    site.apply(
        """
        apiVersion: sessionstack.dev/v1alpha1
        kind: SessionStack
        metadata: {name: %s}
        spec:
          ui: {image: "app:1"}
          %s
        """
            .formatted(name, store.formatted("credentialsSecretRef: {name: " + secret + "}")));
  }

  private static void changed(Site site) {
    var life = new Life(site);
    life.sessionsAreRevoked("shop");
    life.childrenAreDeletedAndEdited("shop");
    life.hibernatesAndWakes("shop");
    site.applySecret("wrong", Map.of("password", "a-new-password-that-is-wrong", "username", "me"));
    site.awaitAmong("shop", "UIReady=True Serving");
  }
}
