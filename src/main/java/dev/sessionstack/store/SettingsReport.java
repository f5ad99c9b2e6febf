package dev.sessionstack.store;

import dev.sessionstack.api.ManagedStore.Persistence;
import dev.sessionstack.plan.LiveSettings.Setting;
import java.util.List;
import java.util.Optional;

/** Whether a server has the settings that it is to have, as it says itself after the change. */
public sealed interface SettingsReport {

  /** In which way the server has saved all of its sessions, where it has them as it is to. */
  default Optional<Persistence> saved() {
    return this instanceof Applied applied ? Optional.of(applied.persistence()) : Optional.empty();
  }

  /**
   * It has them all.
   *
   * @param persistence in which way all of its sessions are saved
   */
  record Applied(Persistence persistence) implements SettingsReport {}

  /** It has them all, and has yet to save all of its sessions in the way that it is to. */
  record Unsaved() implements SettingsReport {}

  /**
   * It was told, and still has others.
   *
   * @param differences at least one
   */
  record Refused(List<Difference> differences) implements SettingsReport {
    public Refused {
      differences = List.copyOf(differences);
    }
  }

  /** It does not let its settings be read, so they are not known. */
  record Hidden() implements SettingsReport {}

  /** It could not be asked; what is wrong with it, its {@link StoreReport} says. */
  record Unanswered() implements SettingsReport {}

  /**
   * A setting that is not as it is to be.
   *
   * @param setting which one
   * @param wanted what it was to be, in the words of redis.conf
   * @param found what it is
   */
  record Difference(Setting setting, String wanted, String found) {}
}
