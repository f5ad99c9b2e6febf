package dev.sessionstack.plan;

/**
 * What the platform team decides for all stacks.
 *
 * @param operatorNamespace where the operator runs, which NetworkPolicies admit
 */
public record Platform(String operatorNamespace) {}
