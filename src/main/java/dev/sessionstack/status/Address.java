package dev.sessionstack.status;

import dev.sessionstack.parts.Workloads;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Optional;

/** Where the app answers. */
final class Address {

  /** The address that the cluster's load balancer was given, if it was. */
  static Optional<String> ofLoadBalancer(Workloads live) {
    return live.uiService().map(Service::getStatus).map(status -> status.getLoadBalancer()).stream()
        .flatMap(balancer -> balancer.getIngress().stream())
        .map(i -> i.getHostname() != null ? i.getHostname() : i.getIp())
        .filter(address -> address != null)
        .map(Address::inUrl)
        .findFirst();
  }

  /** A URL that can be opened: from outside where there is an address, else inside the cluster. */
  static Optional<String> url(Facts facts) {
    return ofProxy(facts)
        .or(
            () ->
                facts
                    .live()
                    .uiService()
                    .map(
                        service ->
                            "http://"
                                + ofLoadBalancer(facts.live())
                                    .orElse(
                                        service.getMetadata().getName()
                                            + "."
                                            + service.getMetadata().getNamespace()
                                            + ".svc")
                                + "/")); // on port 80
  }

  /** Of the Ingress or the route that is live; of a gateway only its name leads here. */
  private static Optional<String> ofProxy(Facts facts) {
    var plan = facts.plan().edge();
    var ingress =
        plan.ingress()
            .filter(i -> facts.edge().ingress().isPresent())
            .flatMap(
                i ->
                    plan.host()
                        .or(() -> facts.edge().ingressAddress().map(Address::inUrl))
                        .map(host -> url(i.https(), host)));
    return ingress.or(
        () ->
            plan.route()
                .filter(route -> facts.edge().route().isPresent())
                .flatMap(route -> plan.host().map(host -> url(route.https(), host))));
  }

  private static String url(boolean https, String host) {
    return (https ? "https://" : "http://") + host + "/";
  }

  /** An IPv6 address stands in brackets. */
  private static String inUrl(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  private Address() {}
}
