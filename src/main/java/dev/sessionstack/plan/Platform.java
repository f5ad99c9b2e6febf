package dev.sessionstack.plan;

/**
 * What the platform team decides for all stacks.
 *
 * @param operatorNamespace where the operator runs, which NetworkPolicies admit
 * @param tenancy what stacks may not ask for
 */
public record Platform(String operatorNamespace, Tenancy tenancy) {}
