/**
 * From the last release to what is here: what changes in the stacks that exist (R14). {@code
 * releases/} keeps what each release was, and {@code releases/changes.yaml} what is to change
 * since.
 */
package dev.sessionstack.upgrade;
