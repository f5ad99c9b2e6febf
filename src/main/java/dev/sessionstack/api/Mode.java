package dev.sessionstack.api;

/** What the operator does with a stack. */
public enum Mode {
  Running,
  Paused,
  Hibernated
}
