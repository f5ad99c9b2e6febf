package dev.sessionstack.reconcile;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/**
 * Tells that something has changed, whatever it is.
 *
 * @param listener who is told
 */
record News<T>(Runnable listener) implements ResourceEventHandler<T> {

  @Override
  public void onAdd(T object) {
    listener.run();
  }

  @Override
  public void onUpdate(T before, T now) {
    listener.run();
  }

  @Override
  public void onDelete(T object, boolean finalStateUnknown) {
    listener.run();
  }
}
