package dev.sessionstack.store;

/**
 * The sessions in a store.
 *
 * @param active records that have not ended
 * @param expired records past their {@code expire_at} that the store still holds
 * @param malformed keys under the prefix that are no session record
 * @param users different users among the active
 * @param withoutTtl records that have no TTL and would stay for ever
 */
public record SessionCount(
    long active, long expired, long malformed, long users, long withoutTtl) {}
