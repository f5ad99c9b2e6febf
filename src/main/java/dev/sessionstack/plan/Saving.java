package dev.sessionstack.plan;

import dev.sessionstack.api.ManagedStore.Persistence;
import java.util.Optional;

/**
 * How the server that we made saves its sessions, and how it is to.
 *
 * <p>A server that starts loads what its configuration names and nothing else: with {@code
 * appendonly yes} over a volume that holds a snapshot only, it starts empty. So the configuration
 * names the new way only once the running server has all of its sessions in it.
 *
 * @param wanted what the spec asks for
 * @param configured what {@code redis.conf} says: how a server that restarts now finds its sessions
 * @see <a
 *     href="https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/">Switching
 *     to AOF from RDB</a>
 */
public record Saving(Persistence wanted, Persistence configured) {

  /**
   * When the server takes a snapshot, for RDB: the save points of Redis' own default configuration,
   * as CONFIG GET answers.
   */
  public static final String SNAPSHOTS = "3600 1 300 100 60 10000";

  /**
   * Without a volume there is nothing to find again.
   *
   * @param live what is live of the store
   */
  static Saving of(Persistence wanted, boolean hasVolume, LiveStore live) {
    var configured =
        live.configured()
            .filter(before -> hasVolume && !live.reached().equals(Optional.of(wanted)))
            .orElse(wanted);
    return new Saving(wanted, configured);
  }

  /** Whether the running server has yet to save all in the new way. */
  public boolean isChanging() {
    return wanted != configured;
  }
}
