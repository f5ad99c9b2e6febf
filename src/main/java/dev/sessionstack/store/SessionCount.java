package dev.sessionstack.store;

/**
 * The sessions in a store. Records are those that have not ended and those that have; what is
 * malformed is no record.
 *
 * @param active records that have not ended
 * @param expired records past their {@code expire_at} that the store still holds
 * @param malformed keys under the prefix that are no session record
 * @param withoutTtl records that have no TTL and would stay for ever
 * @param users different users among the active; exact up to 16,000, then to 1 %
 * @param endingSoon active ones that end within five minutes, unless they are used
 * @param bytes of all records, as the app wrote them; what the server needs beside is not in it
 * @param p99Bytes the size that one record in a hundred exceeds, to 1 %
 * @param largestBytes the size of the largest
 * @param approximate whether the census ended before it had seen all, so that there are at least as
 *     many
 */
public record SessionCount(
    long active,
    long expired,
    long malformed,
    long withoutTtl,
    long users,
    long endingSoon,
    long bytes,
    long p99Bytes,
    long largestBytes,
    boolean approximate) {

  /** The size of a record on average; 0 without records. */
  public long averageBytes() {
    return active + expired == 0 ? 0 : bytes / (active + expired);
  }
}
