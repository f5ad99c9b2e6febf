package dev.sessionstack.status;

import dev.sessionstack.plan.Component;
import java.util.Optional;

/** Whether backend and model server answer. */
final class ServerRules {

  static final String BACKEND_READY = "BackendReady";
  static final String MODEL_SERVER_READY = "ModelServerReady";

  static Optional<Verdict> ready(String type, Facts facts) {
    var component = component(type);
    var server = facts.plan().server(component);
    if (server.isEmpty()) {
      return Optional.empty();
    }
    var obstacle = facts.obstacle(type, component);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    return facts.hibernated()
        ? ComponentRules.hibernated(type)
        : Optional.of(ComponentRules.of(type, facts.live().serverHealth(server.get())));
  }

  /** Whether as many instances answer as are asked for, whichever spec they were made from. */
  static boolean serves(String type, Facts facts) {
    return facts
        .plan()
        .server(component(type))
        .map(server -> facts.live().server(server).serves(server.replicas()))
        .orElse(true);
  }

  private static Component component(String type) {
    return BACKEND_READY.equals(type) ? Component.BACKEND : Component.MODEL_SERVER;
  }

  private ServerRules() {}
}
