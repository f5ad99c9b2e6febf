package dev.sessionstack.parts.edge;

import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteSpec;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressLoadBalancerIngress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of the way in is live, and what its controllers say of it.
 *
 * @param ingress the Ingress
 * @param route the HTTPRoute
 */
public record LiveEdge(Optional<Ingress> ingress, Optional<HTTPRoute> route) {

  /** The address that the Ingress was given, if it was. */
  public Optional<String> ingressAddress() {
    return ingress
        .map(Ingress::getStatus)
        .map(status -> status.getLoadBalancer())
        .map(balancer -> balancer.getIngress())
        .stream()
        .flatMap(List::stream)
        .map(LiveEdge::address)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * What each Gateway's controller says of the route. One that has left the spec may have left its
   * answer behind, which is about nothing now.
   */
  public List<RouteParentStatus> answers() {
    return route.map(HTTPRoute::getStatus).map(status -> status.getParents()).stream()
        .flatMap(List::stream)
        .filter(answer -> isAsked(answer.getParentRef()))
        .toList();
  }

  private boolean isAsked(ParentReference answered) {
    return answered != null
        && route.map(HTTPRoute::getSpec).map(HTTPRouteSpec::getParentRefs).stream()
            .flatMap(List::stream)
            .anyMatch(asked -> key(asked).equals(key(answered)));
  }

  private List<Object> key(ParentReference parent) {
    var own = route.map(one -> one.getMetadata()).map(meta -> meta.getNamespace()).orElse("");
    return List.of(
        parent.getName(),
        Objects.requireNonNullElse(parent.getNamespace(), own),
        Objects.requireNonNullElse(parent.getSectionName(), ""),
        Objects.requireNonNullElse(parent.getPort(), 0));
  }

  /** Which controllers have said something. */
  public Set<String> gateways() {
    return answers().stream()
        .map(RouteParentStatus::getControllerName)
        .filter(name -> name != null)
        .collect(Collectors.toSet());
  }

  private static Optional<String> address(IngressLoadBalancerIngress at) {
    return Optional.ofNullable(at.getHostname())
        .filter(name -> !name.isEmpty())
        .or(() -> Optional.ofNullable(at.getIp()).filter(ip -> !ip.isEmpty()));
  }
}
