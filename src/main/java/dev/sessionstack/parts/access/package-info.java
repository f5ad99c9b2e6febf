/** What the other parts stand on: the ServiceAccount and the Secrets. */
package dev.sessionstack.parts.access;
