package dev.sessionstack.api;

/**
 * What Redis does when {@code maxmemory} is reached.
 *
 * @see <a href="https://redis.io/docs/latest/develop/reference/eviction/">Key eviction</a>
 */
public enum EvictionPolicy {
  NoEviction("noeviction"),
  VolatileTTL("volatile-ttl"),
  VolatileLRU("volatile-lru"),
  VolatileLFU("volatile-lfu"),
  VolatileRandom("volatile-random"),
  AllKeysLRU("allkeys-lru"),
  AllKeysLFU("allkeys-lfu"),
  AllKeysRandom("allkeys-random");

  private final String redisName;

  EvictionPolicy(String redisName) {
    this.redisName = redisName;
  }

  /** The word that Redis uses for it. */
  public String redisName() {
    return redisName;
  }
}
