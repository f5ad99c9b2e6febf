package dev.sessionstack.store;

import dev.sessionstack.plan.SessionPlace;
import dev.sessionstack.plan.SessionSelection;

/**
 * Sessions to end.
 *
 * @param stack whose they are
 * @param place where they are
 * @param selection which of them
 */
public record RevocationOrder(
    StackId stack, SessionPlace.InStore place, SessionSelection selection) {}
