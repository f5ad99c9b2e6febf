package dev.sessionstack.store;

/** Which revocation is carried out. One of the same name that comes later is another one (R22). */
public record RevocationId(String namespace, String name, String uid) {}
