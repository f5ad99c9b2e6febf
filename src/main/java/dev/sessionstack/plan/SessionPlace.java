package dev.sessionstack.plan;

import dev.sessionstack.api.Mode;

/** Where the sessions of a stack are, for whoever acts on them. */
public sealed interface SessionPlace {

  /** Of the stack (R22). */
  String uid();

  /** In the UI process. */
  record InProcess(String uid) implements SessionPlace {}

  /**
   * In a store that nobody reaches as of now.
   *
   * @param why a clause
   */
  record OutOfReach(String uid, String why) implements SessionPlace {}

  /**
   * In a store.
   *
   * @param connection as the app connects
   * @param keyPrefix what keys of sessions start with
   */
  record InStore(String uid, StoreConnection connection, String keyPrefix)
      implements SessionPlace {}

  static SessionPlace of(StackPlan plan) {
    if (plan.store().inProcess()) {
      return new InProcess(plan.uid());
    }
    if (plan.mode() == Mode.Hibernated && plan.store().managed().isPresent()) {
      return new OutOfReach(plan.uid(), "the stack is hibernated, and its store with it");
    }
    return plan.store()
        .connection()
        .filter(connection -> !plan.passwordPending()) // not kept yet, so not the store's
        .<SessionPlace>map(
            connection -> new InStore(plan.uid(), connection, plan.session().keyPrefix()))
        .orElseGet(
            () ->
                new OutOfReach(
                    plan.uid(), "the address or the password of its store is not known yet"));
  }
}
