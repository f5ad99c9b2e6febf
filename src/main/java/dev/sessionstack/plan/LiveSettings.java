package dev.sessionstack.plan;

import dev.sessionstack.api.EvictionPolicy;

/**
 * What a Redis or Valkey server is told while it runs; all else in its configuration takes a
 * restart.
 *
 * @param maxMemory in bytes; 0 is unlimited
 * @param evictionPolicy what it does when maxMemory is reached
 * @param maxClients connections at once
 * @see <a href="https://redis.io/docs/latest/commands/config-set/">CONFIG SET</a>
 */
public record LiveSettings(long maxMemory, EvictionPolicy evictionPolicy, int maxClients) {

  /** One of them. */
  public enum Setting {
    MAX_MEMORY("maxmemory", "maxMemoryPercent"),
    EVICTION_POLICY("maxmemory-policy", "evictionPolicy"),
    MAX_CLIENTS("maxclients", "maxClients");

    private final String directive;
    private final String field;

    Setting(String directive, String field) {
      this.directive = directive;
      this.field = field;
    }

    /** What redis.conf, CONFIG GET and CONFIG SET call it. */
    public String directive() {
      return directive;
    }

    /** The field of the spec that it comes from. */
    public String field() {
      return RedisPlan.FIELD + "." + field;
    }
  }

  /** A setting as redis.conf has it and as CONFIG GET answers. */
  public String value(Setting setting) {
    return switch (setting) {
      case MAX_MEMORY -> String.valueOf(maxMemory);
      case EVICTION_POLICY -> evictionPolicy.redisName();
      case MAX_CLIENTS -> String.valueOf(maxClients);
    };
  }

  /** The same with no more memory than this; 0 is no bound. */
  LiveSettings within(long bytes) {
    var bound = maxMemory == 0 || (bytes != 0 && bytes < maxMemory) ? bytes : maxMemory;
    return new LiveSettings(bound, evictionPolicy, maxClients);
  }
}
