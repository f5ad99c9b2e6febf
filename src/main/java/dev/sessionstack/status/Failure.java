package dev.sessionstack.status;

import dev.sessionstack.plan.Component;

/**
 * An object that could not be applied.
 *
 * @param component what it belongs to
 * @param reason one word in PascalCase, for a condition
 * @param message which object, why and what to do
 * @param lasting whether only a change by the user mends it
 * @param isObstacle whether the component may not work for it
 */
public record Failure(
    Component component, String reason, String message, boolean lasting, boolean isObstacle) {

  /** The API server refuses what we render. */
  public static final String REJECTED = "Rejected";

  /** Somebody else has an object of that name. */
  public static final String NAME_TAKEN = "NameTaken";

  /** The store's volume stays as large as it is, and the store serves. */
  public static final String VOLUME_NOT_EXPANDABLE = "VolumeNotExpandable";

  /** Something passing; it is tried again. */
  public static final String APPLY_FAILED = "ApplyFailed";

  /** One for which the component may not work. */
  public Failure(Component component, String reason, String message, boolean lasting) {
    this(component, reason, message, lasting, true);
  }

  /** The same of what is only added to an object that is there: all goes on without it. */
  public Failure ofSupplement() {
    var advice =
        REJECTED.equals(reason)
            ? "; the store goes on with it as it is. If this is about its size, raise what limits it"
                + " or take spec.store.managed.storage.size back"
            : "";
    return new Failure(component, reason, message + advice, lasting, false);
  }
}
