package dev.sessionstack.api;

/** On or off, as a word: Kubernetes' conventions prefer enums to booleans. */
public enum Switch {
  Enabled,
  Disabled
}
