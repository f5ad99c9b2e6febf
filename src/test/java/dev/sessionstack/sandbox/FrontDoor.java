package dev.sessionstack.sandbox;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteStatusBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.ParentReference;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatus;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.RouteParentStatusBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.IngressClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Plays what a cluster has in front of its Services: the IngressClass {@code traefik}, and Gateways
 * that accept every route. Nothing listens there.
 */
final class FrontDoor implements AutoCloseable {
  private static final int TRIES = 100;
  private static final long PAUSE_MILLIS = 100;

  private final KubernetesClient client;
  private final SharedIndexInformer<HTTPRoute> routes;

  private FrontDoor(KubernetesClient client) {
    this.client = client;
    this.routes = client.resources(HTTPRoute.class).inAnyNamespace().runnableInformer(0);
  }

  /** Installs the CRD in this file, and opens. */
  static FrontDoor open(KubernetesClient client, Path crd)
      throws IOException, InterruptedException {
    client
        .resource(
            new IngressClassBuilder()
                .withNewMetadata()
                .withName("traefik")
                .endMetadata()
                .withNewSpec()
                .withController("traefik.io/ingress-controller")
                .endSpec()
                .build())
        .serverSideApply();
    try (var text = Files.newInputStream(crd)) {
      client.load(text).serverSideApply();
    }
    for (int i = 0; !served(client); i++) {
      if (i == TRIES) {
        throw new IllegalStateException("the API server does not serve the kind of " + crd);
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    var door = new FrontDoor(client);
    door.routes.addEventHandler(door.porter()).run();
    return door;
  }

  private static boolean served(KubernetesClient client) {
    try {
      client.resources(HTTPRoute.class).inAnyNamespace().list();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private ResourceEventHandler<HTTPRoute> porter() {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(HTTPRoute route) {
        accept(route);
      }

      @Override
      public void onUpdate(HTTPRoute before, HTTPRoute now) {
        accept(now);
      }

      @Override
      public void onDelete(HTTPRoute route, boolean finalStateUnknown) {}
    };
  }

  private void accept(HTTPRoute route) {
    var parents = route.getSpec().getParentRefs();
    if (route.getStatus() != null
        && parents.equals(
            route.getStatus().getParents().stream()
                .map(RouteParentStatus::getParentRef)
                .toList())) {
      return;
    }
    var status =
        new HTTPRouteStatusBuilder()
            .withParents(parents.stream().map(FrontDoor::accepted).toList())
            .build();
    try {
      client
          .resource(route)
          .editStatus(
              live -> {
                live.setStatus(status);
                return live;
              });
    } catch (KubernetesClientException e) {
      // It has changed or gone, of which the next event tells.
    }
  }

  private static RouteParentStatus accepted(ParentReference parent) {
    return new RouteParentStatusBuilder()
        .withControllerName("sandbox.sessionstack.dev/gateway-controller")
        .withParentRef(parent)
        .withConditions(
            new ConditionBuilder()
                .withType("Accepted")
                .withStatus("True")
                .withReason("Accepted")
                .withMessage("")
                .withLastTransitionTime(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .build())
        .build();
  }

  @Override
  public void close() {
    routes.close();
  }
}
