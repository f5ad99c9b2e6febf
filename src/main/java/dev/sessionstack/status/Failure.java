package dev.sessionstack.status;

import dev.sessionstack.plan.Component;

/**
 * An object that could not be applied.
 *
 * @param component what it belongs to
 * @param reason one word in PascalCase, for a condition
 * @param message which object, why and what to do
 * @param lasting whether only a change by the user mends it
 */
public record Failure(Component component, String reason, String message, boolean lasting) {

  /** The API server refuses what we render. */
  public static final String REJECTED = "Rejected";

  /** Somebody else has an object of that name. */
  public static final String NAME_TAKEN = "NameTaken";

  /** The store's volume stays as large as it is, and the store serves. */
  public static final String VOLUME_NOT_EXPANDABLE = "VolumeNotExpandable";

  /** Something passing; it is tried again. */
  public static final String APPLY_FAILED = "ApplyFailed";

  /** Whether the component may not work for it. */
  boolean isObstacle() {
    return !VOLUME_NOT_EXPANDABLE.equals(reason);
  }
}
