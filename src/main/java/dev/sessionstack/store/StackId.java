package dev.sessionstack.store;

/** Which stack a store is watched for. */
public record StackId(String namespace, String name) {}
