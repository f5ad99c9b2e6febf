package dev.sessionstack.reconcile;

import dev.sessionstack.api.SessionStack;
import dev.sessionstack.store.StackId;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;

/** Which stacks are this operator's, where it is one of several that share them by a label. */
@Singleton
class Shard {

  private final boolean shares;
  private final Places places;

  Shard(Settings settings, Places places) {
    this.shares = settings.selector().isPresent();
    this.places = places;
  }

  /**
   * Whether another operator serves a stack: a revocation goes where its stack goes. Only a stack
   * that this one does not know is asked for, and only where it does not serve all; one that it
   * comes to know later is news for the revocation. It is asked for by a list of one, since the
   * operator may list stacks and has no other need to get one.
   */
  boolean lacks(StackId stack, KubernetesClient client) {
    return shares
        && places.of(stack).isEmpty()
        && !client
            .resources(SessionStack.class)
            .inNamespace(stack.namespace())
            .withField("metadata.name", stack.name())
            .list()
            .getItems()
            .isEmpty();
  }
}
