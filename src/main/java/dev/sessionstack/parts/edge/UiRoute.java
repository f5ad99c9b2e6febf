package dev.sessionstack.parts.edge;

import dev.sessionstack.parts.Part;
import dev.sessionstack.parts.ui.UiService;
import dev.sessionstack.plan.Component;
import dev.sessionstack.plan.Cookie;
import dev.sessionstack.plan.RoutePlan;
import dev.sessionstack.plan.StackPlan;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPBackendRefBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteMatchBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRule;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteRuleBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReferenceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SessionPersistence;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.SessionPersistenceBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Leads what comes for the host through Gateways to the Service.
 *
 * <p>Its lists are atomic: whoever applies one owns all that is in it, with the defaults that the
 * API server fills in. So every default is stated, or the object would differ for ever (R24).
 *
 * @see <a href="https://gateway-api.sigs.k8s.io/reference/spec/#httproute">HTTPRoute</a>
 */
@ApplicationScoped
public class UiRoute extends Part<HTTPRoute> {

  private static final String GROUP = "gateway.networking.k8s.io";

  public UiRoute() {
    super(HTTPRoute.class, Component.EDGE);
  }

  @Override
  public String objectName(StackPlan plan) {
    return plan.names().ui();
  }

  @Override
  public boolean wanted(StackPlan plan) {
    return plan.edge().route().isPresent();
  }

  @Override
  public HTTPRoute desired(StackPlan plan) {
    var asked = plan.edge().route().orElseThrow();
    var route =
        new HTTPRouteBuilder()
            .withMetadata(owned(plan))
            .withNewSpec()
            .withParentRefs(asked.parents().stream().map(UiRoute::parent).toList())
            .withRules(rule(plan, asked));
    plan.edge().host().ifPresent(route::withHostnames);
    return route.endSpec().build();
  }

  private static ParentReference parent(RoutePlan.Parent parent) {
    return new ParentReferenceBuilder()
        .withGroup(GROUP)
        .withKind("Gateway")
        .withName(parent.name())
        .withNamespace(parent.namespace().orElse(null))
        .withSectionName(parent.sectionName().orElse(null))
        .withPort(parent.port().orElse(null))
        .build();
  }

  private static HTTPRouteRule rule(StackPlan plan, RoutePlan asked) {
    var rule =
        new HTTPRouteRuleBuilder()
            .withMatches(
                new HTTPRouteMatchBuilder()
                    .withNewPath()
                    .withType("PathPrefix")
                    .withValue("/")
                    .endPath()
                    .build())
            .withBackendRefs(
                new HTTPBackendRefBuilder()
                    .withGroup("")
                    .withKind("Service")
                    .withName(plan.names().ui())
                    .withPort(UiService.PORT)
                    .withWeight(1)
                    .build());
    if (asked.unlimited()) {
      // Event streams are requests that do not end; a gateway's own limit would end them.
      rule.withNewTimeouts().withRequest("0s").endTimeouts();
    }
    asked.cookie().ifPresent(cookie -> rule.withSessionPersistence(persistence(cookie)));
    return rule.build();
  }

  private static SessionPersistence persistence(Cookie cookie) {
    var persistence =
        new SessionPersistenceBuilder().withType("Cookie").withSessionName(cookie.name());
    cookie
        .lifetime()
        .ifPresent(
            age ->
                persistence
                    .withAbsoluteTimeout(age.toSeconds() + "s")
                    .withNewCookieConfig()
                    .withLifetimeType("Permanent")
                    .endCookieConfig());
    return persistence.build();
  }
}
