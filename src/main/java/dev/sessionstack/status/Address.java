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
        .map(address -> address.contains(":") ? "[" + address + "]" : address) // IPv6
        .findFirst();
  }

  /** A URL that can be opened: from outside where there is an address, else inside the cluster. */
  static Optional<String> url(Facts facts) {
    return facts
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
                    + "/"); // on port 80
  }

  private Address() {}
}
