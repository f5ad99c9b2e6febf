package dev.sessionstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody who may write stacks, and nothing else, cannot have the operator do. */
class BoundsTest {

  private static final String ROOT = "template: {spec: {securityContext: {runAsUser: 0}}}";

  private static final String STACK =
      """
      ui: {image: 'shop:1'}
      store: {managed: {}}
      workers: [{name: a, app: shop}, {name: b, app: shop, %1$s}]
      scheduler: {app: shop, %1$s}
      backend: {image: 'api:1', %1$s}
      modelServer: {image: 'model:1', %1$s}
      """
          .formatted(ROOT);

  @Test
  void each_template_is_looked_at_and_holds_its_own_component_only() {
    var plan = Given.plan(STACK);
    assertThat(plan.problems())
        .extracting(Problem::field)
        .containsExactlyInAnyOrder(
            "spec.workers[b].template.spec.securityContext.runAsUser",
            "spec.scheduler.template.spec.securityContext.runAsUser",
            "spec.backend.template.spec.securityContext.runAsUser",
            "spec.modelServer.template.spec.securityContext.runAsUser");
    assertThat(plan.holds(plan.workers().get(0))).isEmpty();
    assertThat(plan.holds(plan.workers().get(1))).hasSize(1);
    assertThat(plan.holds(Component.UI)).isEmpty();
    assertThat(plan.holds(Component.STORE)).isEmpty();
  }

  @Test
  void the_template_of_the_store_is_looked_at() {
    var plan = Given.plan("ui: {image: 'shop:1'}\nstore: {managed: {" + ROOT + "}}");
    assertThat(plan.holds(Component.STORE))
        .singleElement()
        .extracting(Problem::message)
        .isEqualTo(
            "spec.store.managed.template.spec.securityContext.runAsUser: has to be another than 0 at"
                + " the level Restricted, which the platform team has set for templates; correct it");
  }

  @Test
  void a_template_that_is_wrong_altogether_does_not_fill_the_status() {
    var pods = new StringBuilder();
    for (var i = 0; i < 500; i++) {
      pods.append("{name: c").append(i).append(", image: x},");
    }
    var plan =
        Given.plan(
            "ui: {image: 'shop:1', template: {spec: {containers: ["
                + pods
                + "]}}}\nstore: {memory: {}}");
    assertThat(plan.problems()).hasSize(5);
    assertThat(plan.problems().get(0).advice()).endsWith("correct it and 995 more");
  }

  @Test
  void a_trusted_namespace_may_ask_for_anything() {
    var stack =
        Given.spec(
            STACK
                + "loadBalancer: {ingress: {annotations: {a/my-snippet: x, a/auth-secret: b/c}}}");
    var tenancy =
        new Tenancy(PodSecurity.Level.Restricted, Tenancy.Snippets.Denied, Set.of("default"));
    assertThat(StackPlan.of(stack, new Platform("system", tenancy), Given.around(stack)).isHeld())
        .isFalse();
    var other =
        new Tenancy(PodSecurity.Level.Restricted, Tenancy.Snippets.Denied, Set.of("another"));
    assertThat(StackPlan.of(stack, new Platform("system", other), Given.around(stack)).isHeld())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "nginx.ingress.kubernetes.io/configuration-snippet, more_set_headers x",
    "nginx.ingress.kubernetes.io/server-snippet, location / {}",
    "nginx.ingress.kubernetes.io/auth-snippet, x",
    "nginx.ingress.kubernetes.io/stream-snippet, x",
    "nginx.ingress.kubernetes.io/modsecurity-snippet, x",
    "company.example/server-snippet, x",
    "nginx.org/server-snippets, x",
    "nginx.org/location-snippets, x",
    "haproxy.org/backend-config-snippet, x",
    "haproxy-ingress.github.io/config-backend, x",
    "ingress.kubernetes.io/config-frontend, x",
  })
  void configuration_in_the_language_of_the_proxy_is_refused_unless_allowed(
      String key, String value) {
    assertThat(edge("ingress", key, value, Tenancy.Snippets.Denied))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.component()).isEqualTo(Component.EDGE);
              assertThat(problem.reason()).isEqualTo("AnnotationForbidden");
              assertThat(problem.field())
                  .isEqualTo("spec.loadBalancer.ingress.annotations[" + key + "]");
            });
    assertThat(edge("service", key, value, Tenancy.Snippets.Denied))
        .as("some proxies read those of Services, too")
        .singleElement()
        .extracting(Problem::component)
        .isEqualTo(Component.UI);
    assertThat(edge("ingress", key, value, Tenancy.Snippets.Allowed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "nginx.ingress.kubernetes.io/auth-secret, kube-system/users",
    "nginx.ingress.kubernetes.io/auth-tls-secret, kube-system/ca",
    "nginx.ingress.kubernetes.io/proxy-ssl-secret, kube-system/ca",
    "nginx.ingress.kubernetes.io/auth-proxy-set-headers, kube-system/map",
    "haproxy.org/server-ca, kube-system/ca",
    "haproxy-ingress.github.io/secure-crt-secret, secret://kube-system/ca",
  })
  void no_annotation_names_a_secret_of_another_namespace(String key, String value) {
    for (var snippets : Tenancy.Snippets.values()) {
      assertThat(edge("ingress", key, value, snippets))
          .singleElement()
          .extracting(Problem::message)
          .asString()
          .contains(key, "another namespace");
      assertThat(edge("ingress", key, value.replace("kube-system/", "default/"), snippets))
          .isEmpty();
      assertThat(edge("ingress", key, value.replace("kube-system/", ""), snippets)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nginx.ingress.kubernetes.io/proxy-body-size, 1m",
    "service.beta.kubernetes.io/aws-load-balancer-type, nlb",
    "nginx.ingress.kubernetes.io/auth-url, https://login.example.com/check",
    "cert-manager.io/cluster-issuer, letsencrypt",
  })
  void other_annotations_are_left_alone(String key, String value) {
    assertThat(edge("ingress", key, value, Tenancy.Snippets.Denied)).isEmpty();
    assertThat(edge("service", key, value, Tenancy.Snippets.Denied)).isEmpty();
  }

  private static List<Problem> edge(
      String object, String key, String value, Tenancy.Snippets snippets) {
    var stack =
        Given.spec(
            """
            ui: {image: 'shop:1'}
            store: {memory: {}}
            loadBalancer: {ingress: {className: nginx}, %s: {annotations: {%s: "%s"}}}
            """
                .replace(
                    object.equals("ingress") ? "ingress: {className: nginx}, " : "no such text", "")
                .formatted(object, key, value));
    var tenancy = new Tenancy(PodSecurity.Level.Restricted, snippets, Set.of());
    return StackPlan.of(stack, new Platform("system", tenancy), Given.around(stack))
        .problems()
        .stream()
        .filter(problem -> problem.effect() == Problem.Effect.HOLDS)
        .toList();
  }
}
